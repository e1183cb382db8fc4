namespace JudgeBench.Tests;

public class AimsTests
{
    [Fact]
    public void What_was_never_measured_is_said_to_be_so_in_every_row()
    {
        using var results = new MadeUpResults();
        var aims = Aims.Read(results.Folder);
        Assert.All(aims, aim => Assert.False(aim.Measured || aim.Reached));
        string table = AimsTable.Write(results.Folder, "bench/results");
        Assert.Equal(aims.Count, table.Split('\n').Count(line => line.Contains("| not measured |", StringComparison.Ordinal)));
        Assert.Contains("Measured on: nothing yet.", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.7499, 0.7999, false)]
    [InlineData(0.75, 0.80, true)]
    public void Shares_are_read_at_their_number_of_sequences_and_not_rounded_up(double eight, double one, bool reached)
    {
        using var results = new MadeUpResults();
        results.Add("engine-bf16.json", MadeUpResults.Engine(one, eight));
        Assert.Equal(eight, Assert.Single(results.Aim("prefill of 8 prompts").Values).Value);
        Assert.Equal(one, Assert.Single(results.Aim("one sequence's decoding in bf16").Values).Value);
        Assert.All(
            (string[])["prefill of 8 prompts", "with a picture each", "one sequence's decoding in bf16"],
            words => Assert.Equal(reached, results.Aim(words).Reached)
        );
    }

    [Fact]
    public void Ratios_to_the_peer_are_of_one_run_and_one_number_type()
    {
        using var results = new MadeUpResults();
        var peer = new LlamaTiming("q8_0", 1, 1, 20);
        results.Add("engine-int8.json", MadeUpResults.Engine(5, 8, new LlamaTiming("bf16", 1, 1, 1), peer));
        Assert.Equal(2.5, Assert.Single(results.Aim("over llama.cpp's in q8_0").Values).Value);
        results.Add("engine-int8.json", MadeUpResults.Engine(5, 8));
        results.Add("engine-bf16.json", MadeUpResults.Engine(5, 8, peer)); // of another run
        Assert.False(results.Aim("over llama.cpp's in q8_0").Measured);
        Assert.False(results.Aim("8 sequences' decoding").Measured);
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(41, false)]
    public void Eight_sequences_are_to_be_twice_as_fast_as_the_peers_eight(double theirs, bool reached)
    {
        using var results = new MadeUpResults();
        results.Add(
            "engine-bf16.json",
            MadeUpResults.Engine(5, 8, new LlamaTiming("bf16", 1, 1, 1000), new LlamaTiming("bf16", 8, 1, theirs))
        );
        Assert.Equal(reached, results.Aim("8 sequences' decoding").Reached);
    }

    [Fact]
    public void Of_several_values_the_worst_decides_and_one_missing_leaves_the_row_unmeasured()
    {
        using var results = new MadeUpResults();
        var one = new LlamaTiming("bf16", 1, 100, 1);
        results.Add("engine-bf16.json", MadeUpResults.Engine(2, 8, one, new LlamaTiming("bf16", 8, 700, 1)));
        var aim = results.Aim("prefill in bf16, over");
        Assert.Equal([("1 prompt", 2), ("8 prompts", 8 / 7.0)], aim.Values);
        Assert.False(aim.Reached);
        results.Add("engine-bf16.json", MadeUpResults.Engine(2, 8, one));
        Assert.False(results.Aim("prefill in bf16, over").Measured);
    }

    [Fact]
    public void Reuse_is_to_save_what_it_skips_to_within_fifteen_percent()
    {
        using var results = new MadeUpResults();
        var whole = MadeUpResults.Engine(1, 1);
        results.Add("engine-bf16.json", whole);
        Assert.True(results.Aim("repeated picture").Reached);
        results.Add("engine-bf16.json", whole with { Reuse = [new("picture", 1, 1, 1, 1.16), new("rubric", 1, 1, 1, 1)] });
        Assert.False(results.Aim("repeated picture").Reached);
        results.Add("engine-bf16.json", whole with { Reuse = [new("picture", 1, 1, 1, 1), new("rubric", 1, 1, 1, 0.84)] });
        Assert.False(results.Aim("repeated picture").Reached);
    }

    [Theory]
    [InlineData(300, 8, 20, true)]
    [InlineData(299.9, 8.01, 20.1, false)]
    public void Serving_is_judged_at_32_callers_at_one_and_beside_reasons(
        double perSecond,
        double p50,
        double besideP95,
        bool reached
    )
    {
        using var results = new MadeUpResults();
        results.Add("serving.json", MadeUpResults.Serving(perSecond, p50, besideP95));
        Assert.All(
            (string[])["32 callers", "one caller", "8 callers ask for reasons"],
            words => Assert.Equal(reached, results.Aim(words).Reached)
        );
    }

    [Fact]
    public void Rollouts_of_other_sizes_are_not_the_ones_that_the_aim_is_about()
    {
        using var results = new MadeUpResults();
        results.Add("rollouts.json", Rollouts(MadeUpResults.Rollouts(2, 2, 1000)));
        Assert.False(results.Aim("rollouts").Measured);
        results.Add("rollouts.json", Rollouts(MadeUpResults.Rollouts(2, 2, 1000), MadeUpResults.Rollouts(32, 16, 299)));
        Assert.Equal([("fp32", 2.99)], results.Aim("rollouts").Values);
        Assert.False(results.Aim("rollouts").Reached);
        Assert.Equal([("fp32", 0.001)], results.Aim("log-probability").Values);
    }

    [Fact]
    public void A_file_that_is_no_result_is_named()
    {
        using var results = new MadeUpResults();
        results.AddText("serving.json", "{");
        var error = Assert.Throws<InvalidDataException>(() => Aims.Read(results.Folder));
        Assert.Contains("serving.json", error.Message, StringComparison.Ordinal);
    }

    private static RolloutsResult Rollouts(params RolloutTiming[] rows) =>
        new(DateTimeOffset.UnixEpoch, "c0ffee", "rollouts", MadeUpResults.Machine, rows);
}
