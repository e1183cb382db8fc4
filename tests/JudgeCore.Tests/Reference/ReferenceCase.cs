using System.Globalization;
using System.Text.Json;

namespace JudgeCore.Tests.Reference;

/// <summary>One recorded case: its fields by name. A field that no check read fails the test, so that nothing recorded is skipped.</summary>
internal sealed class ReferenceCase(JsonElement element, string where)
{
    private readonly HashSet<string> read = ["name"];

    public string Where { get; } = where;

    public bool Has(string field) => element.TryGetProperty(field, out _);

    public bool IsNull(string field) => Field(field).ValueKind == JsonValueKind.Null;

    public JsonElement Field(string field)
    {
        read.Add(field);
        return element.TryGetProperty(field, out var value)
            ? value
            : throw new KeyNotFoundException($"{Where} has no field '{field}'");
    }

    /// <summary>Declares fields that describe the case and need no check.</summary>
    public void Ignore(params string[] fields) => read.UnionWith(fields);

    public ReferenceCase Object(string field) => new(Field(field), $"{Where}.{field}");

    public IEnumerable<ReferenceCase> Objects(string field) =>
        Field(field).EnumerateArray().Select((item, i) => new ReferenceCase(item, $"{Where}.{field}[{i}]"));

    public string Text(string field) => Field(field).GetString()!;

    public bool Flag(string field) => Field(field).GetBoolean();

    public int Integer(string field) => Field(field).GetInt32();

    public int[] Integers(string field) => [.. Field(field).EnumerateArray().Select(e => e.GetInt32())];

    public double Number(string field) => NumberOf(Field(field));

    /// <summary>Null where the field is null or absent.</summary>
    public double? NumberOrNull(string field) => Has(field) && !IsNull(field) ? Number(field) : null;

    public double[] Numbers(string field) => NumbersOf(Field(field));

    public double[][] Rows(string field) => [.. Field(field).EnumerateArray().Select(NumbersOf)];

    public string?[] Texts(string field) => [.. Field(field).EnumerateArray().Select(e => e.GetString())];

    public IEnumerable<string> Names => element.EnumerateObject().Select(p => p.Name);

    public void Expect(string field, double actual, double tolerance) =>
        Close.Require(Number(field), actual, tolerance, $"{Where}.{field}");

    public void Expect(string field, IEnumerable<double> actual, double tolerance) =>
        Close.Require(Numbers(field), actual.ToArray(), tolerance, $"{Where}.{field}");

    public void Expect(string field, IEnumerable<IEnumerable<double>> actual, double tolerance)
    {
        var expected = Rows(field);
        var rows = actual.Select(r => r.ToArray()).ToArray();
        Assert.True(expected.Length == rows.Length, $"{Where}.{field}: expected {expected.Length} rows, got {rows.Length}");
        for (var i = 0; i < rows.Length; i++)
            Close.Require(expected[i], rows[i], tolerance, $"{Where}.{field}[{i}]");
    }

    /// <summary>Fails if the case holds a field that nothing read.</summary>
    public void Finish()
    {
        var left = Names.Where(name => !read.Contains(name)).ToList();
        Assert.True(left.Count == 0, $"{Where}: no check for {string.Join(", ", left)}");
    }

    /// <summary>Numbers, with "NaN" and the infinities as text; null and missing values are NaN.</summary>
    public static double NumberOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String => double.Parse(value.GetString()!, CultureInfo.InvariantCulture),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            JsonValueKind.Null => double.NaN,
            _ => throw new FormatException($"{value.GetRawText()} is no number"),
        };

    private static double[] NumbersOf(JsonElement list) => [.. list.EnumerateArray().Select(NumberOf)];
}
