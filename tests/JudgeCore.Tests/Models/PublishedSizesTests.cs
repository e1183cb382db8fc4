using JudgeCore.Models;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>Models of the published sizes, built without memory, have exactly the published parameters.</summary>
[Trait("Kind", "Parity")]
public class PublishedSizesTests
{
    private static readonly string Folder = Path.Combine(Fixtures.Parity, "published-sizes");

    public static IEnumerable<TheoryDataRow<string>> Sizes =>
        Fixtures.Folders(Folder).Select(name => new TheoryDataRow<string>(name));

    [Fact]
    public void There_are_published_sizes() => Assert.NotEmpty(Fixtures.Folders(Folder));

    [Theory, MemberData(nameof(Sizes))]
    public void Names_and_shapes_are_the_published_ones(string size) => Assert.Equal(Published(size), Mine(size));

    [Fact]
    public void A_changed_list_is_noticed()
    {
        string size = Fixtures.Folders(Folder).First();
        string[] changed =
        [
            .. Published(size).Select((line, i) => i == 7 ? line.Replace("[", "[1, ", StringComparison.Ordinal) : line),
        ];
        Assert.NotEqual(changed, Mine(size));
    }

    private static string[] Published(string size) =>
        [
            .. File.ReadAllLines(Path.Combine(Folder, size, "parameters.txt"))
                .Where(line => line.Length > 0)
                .Order(StringComparer.Ordinal),
        ];

    private static string[] Mine(string size)
    {
        var config = ModelConfig.Parse(File.ReadAllText(Path.Combine(Folder, size, "config.json")));
        using var model = new QwenVl(config, new ComputePolicy(ScalarType.BFloat16, META));
        return
        [
            .. model
                .named_parameters()
                .Select(p => $"{p.name} [{string.Join(", ", p.parameter.shape)}]")
                .Order(StringComparer.Ordinal),
        ];
    }
}
