// The members of some groups as tensors. Members that wrote the same share one branch behind their prompt: with few labels most do, and the
// gradient is the same as if each had been computed alone.
using JudgeCore.Models;
using Trainer.Losses;
using Trainer.Packing;
using static TorchSharp.torch;

namespace Trainer.Grpo;

/// <summary>One micro-batch of an update.</summary>
internal sealed class EpisodeBatch
{
    private readonly List<Episode> episodes = [];
    private readonly List<double> advantages = [];
    private readonly long[] places; // [episodes * width] index of each token among the step's scored tokens; 0 where there is none

    /// <param name="groups">At least one, each with its members' advantages.</param>
    /// <param name="maskTruncated">Completions that were cut off do not count.</param>
    /// <param name="credit">What of a guided completion counts.</param>
    public EpisodeBatch(IReadOnlyList<(Episode[] Group, double[] Advantages)> groups, bool maskTruncated, GuidedCredit credit)
    {
        var distinct = groups.Select(part => Distinct(part.Group)).ToList();
        Packed = new PackedStep([
            .. distinct.Select(
                (completions, g) =>
                    new PackedRow([.. completions.Select(tokens => new Example(groups[g].Group[0].Question.Prompt, tokens))])
            ),
        ]);
        int[][] starts = Starts(distinct);
        Width = groups.Max(part => part.Group.Max(member => member.Completion.Length));
        List<long> index = [];
        for (int g = 0; g < groups.Count; g++)
        {
            for (int i = 0; i < groups[g].Group.Length; i++)
            {
                var member = groups[g].Group[i];
                int start = starts[g][distinct[g].FindIndex(tokens => tokens.AsSpan().SequenceEqual(member.Completion))];
                index.AddRange(Enumerable.Range(0, Width).Select(t => t < member.Completion.Length ? start + (long)t : 0));
                episodes.Add(member);
                advantages.Add(groups[g].Advantages[i]);
            }
        }

        places = [.. index];
        Counted = [.. episodes.SelectMany(member => Row(member, t => Counts(member, t, maskTruncated, credit)))];
        Shaped = [.. episodes.SelectMany(member => Row(member, t => credit == GuidedCredit.Shaped && t >= member.ForcedFrom))];
    }

    public PackedStep Packed { get; }

    public int Episodes => episodes.Count;

    /// <summary>Tokens of the longest completion.</summary>
    public int Width { get; }

    /// <summary>[episodes * width] whether a token takes part in the policy loss.</summary>
    public bool[] Counted { get; }

    /// <summary>[episodes * width] whether a token is a forced one that is learned by its shaped importance.</summary>
    public bool[] Shaped { get; }

    /// <summary>Tokens that are learned from.</summary>
    public int Tokens => Counted.Count(counts => counts) + Shaped.Count(counts => counts);

    /// <summary>[episodes]</summary>
    public Tensor Advantages => tensor([.. advantages.Select(value => (float)value)]);

    /// <summary>[episodes, width] as sampled; forced tokens take <paramref name="old"/>, whose ratio to themselves is 1.</summary>
    public Tensor SamplerLogProbs(Tensor old)
    {
        using var scope = NewDisposeScope();
        float[] sampled = [.. episodes.SelectMany(member => Row(member, t => member.SamplerLogProbs[t]))];
        bool[] forced = [.. episodes.SelectMany(member => Row(member, t => t >= member.ForcedFrom))];
        return where(Shape(tensor(forced)), old, Shape(tensor(sampled))).MoveToOuterDisposeScope();
    }

    /// <summary>Spreads values of the packed step's tokens over the episodes: [tokens] to [episodes, width].</summary>
    public Tensor Spread(Tensor values) => Shape(values.index_select(0, tensor(places)));

    /// <summary>[episodes, width]</summary>
    public Tensor Mask(bool[] flags) => Shape(tensor(flags)).to_type(ScalarType.Float32);

    private Tensor Shape(Tensor flat) => flat.view(Episodes, Width);

    // Flat token index of each distinct completion's first token: the packed step has rows in an order of its own.
    private int[][] Starts(List<List<int[]>> distinct)
    {
        var starts = new int[distinct.Count][];
        int at = 0;
        foreach (int row in Packed.Order)
        {
            starts[row] = new int[distinct[row].Count];
            for (int i = 0; i < distinct[row].Count; i++)
            {
                starts[row][i] = at;
                at += distinct[row][i].Length;
            }
        }

        return starts;
    }

    private static List<int[]> Distinct(Episode[] group)
    {
        List<int[]> found = [];
        foreach (var member in group)
        {
            if (!found.Exists(tokens => tokens.AsSpan().SequenceEqual(member.Completion)))
            {
                found.Add(member.Completion);
            }
        }

        return found;
    }

    private static bool Counts(Episode member, int token, bool maskTruncated, GuidedCredit credit) =>
        !(maskTruncated && !member.Ended)
        && (
            !member.Guided || credit == GuidedCredit.Whole || (credit == GuidedCredit.VerdictTokens && token >= member.ForcedFrom)
        );

    private IEnumerable<T> Row<T>(Episode member, Func<int, T> at)
        where T : struct => Enumerable.Range(0, Width).Select(t => t < member.Completion.Length ? at(t) : default);
}
