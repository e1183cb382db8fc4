using JudgeApi.Retraining;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Tests.Retraining;

public sealed class SplittingTests
{
    private static readonly Dictionary<string, SplitSide> None = [];

    [Fact]
    public void About_the_share_is_held_out()
    {
        var sides = Splitting.Of([.. Enumerable.Range(0, 4000).Select(i => (IReadOnlyList<string>)[$"image:{i}"])], None, 0.25);
        Assert.InRange(sides.Count(side => side == SplitSide.HeldOut), 900, 1100);
    }

    [Fact]
    public void What_shares_a_picture_or_a_group_stays_together_through_others_too()
    {
        for (int i = 0; i < 200; i++)
        {
            var sides = Splitting.Of(
                [
                    [$"image:a{i}", "group:g" + i],
                    [$"image:b{i}", "group:g" + i],
                    [$"image:b{i}"],
                ],
                None,
                0.5
            );
            Assert.Single(sides.Distinct());
        }
    }

    [Fact]
    public void A_side_once_given_holds_and_spreads_to_what_joins_it()
    {
        var known = new Dictionary<string, SplitSide> { ["image:a"] = SplitSide.HeldOut, ["image:z"] = SplitSide.Train };
        var sides = Splitting.Of(
            [
                ["image:a"],
                ["image:a", "image:b"],
                ["image:b"],
                ["image:z", "image:y"],
            ],
            known,
            0.0001
        );
        Assert.Equal([SplitSide.HeldOut, SplitSide.HeldOut, SplitSide.HeldOut, SplitSide.Train], sides);
    }

    [Fact]
    public void What_connects_both_sides_is_used_by_neither_and_what_was_there_stays()
    {
        var known = new Dictionary<string, SplitSide> { ["image:a"] = SplitSide.HeldOut, ["image:z"] = SplitSide.Train };
        var sides = Splitting.Of(
            [
                ["image:a"],
                ["image:z"],
                ["image:a", "image:z"],
                ["image:a", "image:m"],
                ["image:m", "image:z"],
            ],
            known,
            0.5
        );
        Assert.Equal([SplitSide.HeldOut, SplitSide.Train, null, null, null], sides);
    }

    /// <summary>Three runs over growing, randomly connected cases: no key is ever on both sides.</summary>
    [Fact]
    public void No_key_is_ever_on_both_sides_whatever_comes_in_whichever_order()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            List<IReadOnlyList<string>> cases = [];
            Dictionary<string, SplitSide> known = [];
            for (int run = 0; run < 3; run++)
            {
                cases.AddRange(
                    Enumerable
                        .Range(0, 15)
                        .Select(_ =>
                            (IReadOnlyList<string>)
                                [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"image:{random.Next(40)}").Distinct()]
                        )
                );
                var sides = Splitting.Of(cases, known, 0.4);
                foreach (var (keys, side) in cases.Zip(sides).Where(pair => pair.Second is not null))
                {
                    foreach (string key in keys)
                    {
                        Assert.True(known.TryAdd(key, side!.Value) || known[key] == side, $"seed {seed}, run {run}: {key}");
                    }
                }
            }
        }
    }
}
