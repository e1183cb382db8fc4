using System.Text.Json.Nodes;
using JudgeCore.Checkpoints;
using JudgeCore.Verdicts;

namespace JudgeCore.Tests.Checkpoints;

public sealed class JudgeCardTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_card_comes_back_as_it_was_written()
    {
        new JudgeCard
        {
            Version = "tiny-judge-2",
            DefaultMode = VerdictMode.Reasoned,
            PairStrategies = new Dictionary<string, PairStrategy> { ["pairwise-safety"] = PairStrategy.Independent },
            Calibration = new Dictionary<string, TaskCalibration> { ["safety"] = new(1.5, 0.25) },
            Training = new JsonObject { ["seed"] = 7 },
        }.Write(folder.Path);
        var card = JudgeCard.Read(folder.Path);
        Assert.Equal("tiny-judge-2", card.Version);
        Assert.Equal(VerdictMode.Reasoned, card.DefaultMode);
        Assert.Equal(PairStrategy.Independent, card.StrategyOf("pairwise-safety"));
        Assert.Equal(PairStrategy.Joint, card.StrategyOf("pairwise-alignment"));
        Assert.Equal(new TaskCalibration(1.5, 0.25), card.CalibrationOf("safety"));
        Assert.Equal(7, card.Training!["seed"]!.GetValue<int>());
    }

    [Fact]
    public void The_file_is_as_documented()
    {
        File.WriteAllText(
            folder[JudgeCard.FileName],
            """
            {"version":"v","defaultMode":"reasoned","pairStrategies":{"p":"independent"},"calibration":{"safety":{"temperature":2}}}
            """
        );
        var card = JudgeCard.Read(folder.Path);
        Assert.Equal("v", card.Version);
        Assert.Equal(VerdictMode.Reasoned, card.DefaultMode);
        Assert.Equal(PairStrategy.Independent, card.StrategyOf("p"));
        Assert.Equal(new TaskCalibration(2, 0), card.CalibrationOf("safety"));
    }

    [Theory]
    [InlineData("""{"defaultMode":"guess"}""", "defaultMode")]
    [InlineData("""{"defaultMode":1}""", "defaultMode")]
    [InlineData("""{"pairStrategies":{"p":"both"}}""", "pairStrategies")]
    [InlineData("""{"pairStrategies":null}""", "pairStrategies")]
    [InlineData("""{"colour":"red"}""", "colour")]
    [InlineData("""{"version":"a","version":"b"}""", "version")]
    [InlineData("""{"calibration":{"safety":{"temperature":0}}}""", "'safety' with temperature 0")]
    [InlineData("""{"calibration":{"safety":{"abstainBelow":2}}}""", "'safety' with abstainBelow 2")]
    [InlineData("""{"calibration":{"safety":null}}""", "'safety'")]
    [InlineData("7", "no JSON object")]
    public void A_wrong_field_is_refused_by_name(string json, string named)
    {
        File.WriteAllText(folder[JudgeCard.FileName], json);
        var error = Assert.Throws<CheckpointException>(() => JudgeCard.Read(folder.Path));
        Assert.Contains(named, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(JudgeCard.FileName, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_card_that_could_not_be_read_is_not_written()
    {
        var card = new JudgeCard { Calibration = new Dictionary<string, TaskCalibration> { ["safety"] = new(double.NaN) } };
        Assert.Throws<CheckpointException>(() => card.Write(folder.Path));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    public void Dispose() => folder.Dispose();
}
