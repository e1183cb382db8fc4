using JudgeCore.Agreement;
using JudgeCore.Tests;
using JudgeCore.Tests.Reference;
using Trainer.Rewards;
using Trainer.Tests.Advantages;

namespace Trainer.Tests.Rewards;

/// <summary>Every recorded case of extras.json.</summary>
public sealed class ExtrasReferenceTests
{
    private const double Tolerance = 1e-9;
    private static readonly ReferenceFile File = new(Fixtures.Reference, "extras.json");

    public static TheoryData<string, int, string> Cases => File.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Numbers_equal_the_recorded_ones(string section, int index, string name)
    {
        Assert.NotNull(name);
        var recorded = File.Case(section, index);
        switch (section)
        {
            case "gdpo":
                AdvantageChecks.Decoupled(recorded, 1e-5);
                break;
            case "thurstone":
                Thurstone(recorded);
                break;
            case "swap_consistency":
                Swap(recorded);
                break;
            default:
                Assert.Fail($"extras.json has a section '{section}' that no check knows.");
                break;
        }
        recorded.Finish();
    }

    private static void Thurstone(ReferenceCase recorded)
    {
        var predictions = recorded.Rows("predictions_item_sample");
        var human = recorded.Numbers("human_scores");
        var floor = recorded.Number("variance_floor_g");
        var preferences = new ThurstonePreferences(predictions, floor);
        recorded.Expect("mu", preferences.Means, Tolerance);
        recorded.Expect("variance_unbiased", preferences.Variances, Tolerance);
        var items = recorded.Field("p_k_item_sample_other").EnumerateArray().ToArray();
        for (var i = 0; i < items.Length; i++)
        {
            var samples = items[i].EnumerateArray().ToArray();
            Assert.Equal(predictions[i].Length, samples.Length);
            for (var k = 0; k < samples.Length; k++)
            {
                var expected = samples[k].EnumerateArray().Select(ReferenceCase.NumberOf).ToArray();
                var actual = human.Select((_, j) => j == i ? double.NaN : preferences.Of(i, k, j)).ToArray();
                Close.Require(expected, actual, Tolerance, $"{recorded.Where} p of item {i}, sample {k}");
            }
        }
        recorded.Expect("reward", ThurstoneReward.Of(predictions, human, floor), Tolerance);
        recorded.Expect("reward_eps_in_roots", ThurstoneReward.Of(predictions, human, floor, rootEpsilon: 1e-6), Tolerance);
    }

    private static void Swap(ReferenceCase recorded)
    {
        var verdict = new SwappedVerdict(Shown(recorded, "verdict_position_ab"), Shown(recorded, "verdict_position_ba"));
        var gold = recorded.Text("gold") switch
        {
            "A" => PairChoice.A,
            "B" => PairChoice.B,
            "tie" => PairChoice.Tie,
            var other => throw new FormatException($"'{other}' names no item"),
        };
        recorded.Expect("reward", PairReward.RightInBothOrders(verdict, gold), 0);
        Assert.Equal(recorded.IsNull("consistent") ? null : recorded.Flag("consistent"), verdict.Consistent);
    }

    private static ShownChoice? Shown(ReferenceCase recorded, string field) =>
        recorded.IsNull(field) ? null : Enum.Parse<ShownChoice>(recorded.Text(field), ignoreCase: true);
}
