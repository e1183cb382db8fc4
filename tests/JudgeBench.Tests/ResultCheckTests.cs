using System.Text.Json;
using System.Text.Json.Nodes;

namespace JudgeBench.Tests;

public class ResultCheckTests
{
    [Theory]
    [InlineData("engine-bf16.json")]
    [InlineData("engine-int8.json")]
    [InlineData("rollouts.json")]
    [InlineData("serving.json")]
    [InlineData("kernels.json")]
    public void What_is_recorded_is_whole(string file)
    {
        string path = Path.Combine(Repository.Root, "bench", "results", file);
        Assert.SkipUnless(File.Exists(path), "not recorded yet");
        Assert.Null(ResultCheck.Fault(file, File.ReadAllText(path)));
    }

    [Theory]
    [InlineData("commit")]
    [InlineData("hardware")]
    [InlineData("curve")]
    [InlineData("open")]
    public void A_result_that_lacks_a_field_is_not_whole(string field)
    {
        var result = Serving();
        Assert.Null(ResultCheck.Fault("serving.json", result.ToJsonString()));
        result.Remove(field);
        Assert.Contains(field, ResultCheck.Fault("serving.json", result.ToJsonString()), StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_is_one_that_lacks_a_field_of_a_row_or_has_no_row()
    {
        var result = Serving();
        result["curve"]![0]!.AsObject().Remove("p99Ms");
        Assert.Contains("p99Ms", ResultCheck.Fault("serving.json", result.ToJsonString()), StringComparison.Ordinal);
        result = Serving();
        result["open"] = new JsonArray();
        Assert.Equal("open has no row", ResultCheck.Fault("serving-small.json", result.ToJsonString()));
        Assert.Equal("is of no known kind", ResultCheck.Fault("other.json", "{}"));
    }

    [Fact]
    public void The_peer_may_be_missing()
    {
        string text = JsonSerializer.Serialize(MadeUpResults.Engine(1, 1), LoadCommand.Json);
        Assert.Null(ResultCheck.Fault("engine.json", text));
    }

    private static JsonObject Serving() =>
        JsonSerializer.SerializeToNode(MadeUpResults.Serving(1, 1, 1), LoadCommand.Json)!.AsObject();
}
