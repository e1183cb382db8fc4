using System.Text.Json;

namespace JudgeCore.Tests.Reference;

/// <summary>A file of recorded cases: sections are lists of cases.</summary>
internal sealed class ReferenceFile
{
    private readonly JsonElement root;
    private readonly string name;

    public ReferenceFile(string folder, string name)
    {
        this.name = name;
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name)));
        root = document.RootElement.Clone();
    }

    /// <summary>The whole file as one case.</summary>
    public ReferenceCase Root => new(root, name);

    /// <summary>Rows for a theory: every case of every section, as (section, index, name).</summary>
    /// <param name="except">Sections that are not lists of cases and are checked elsewhere.</param>
    public TheoryData<string, int, string> Cases(params string[] except)
    {
        var rows = new TheoryData<string, int, string>();
        foreach (var section in root.EnumerateObject().Where(s => s.Name != "meta" && !except.Contains(s.Name)))
        {
            var index = 0;
            foreach (var item in section.Value.EnumerateArray())
                rows.Add(section.Name, index++, item.TryGetProperty("name", out var caseName) ? caseName.GetString()! : "");
        }
        return rows;
    }

    public ReferenceCase Case(string section, int index)
    {
        var item = root.GetProperty(section)[index];
        var label = item.TryGetProperty("name", out var caseName) ? caseName.GetString() : index.ToString();
        return new(item, $"{name} {section} {label}");
    }
}
