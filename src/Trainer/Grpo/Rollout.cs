using Trainer.Advantages;

namespace Trainer.Grpo;

/// <summary>What a step learns from.</summary>
/// <param name="Groups">[question][member]</param>
/// <param name="Rewards">Of all members in order.</param>
/// <param name="Advantages">Likewise.</param>
/// <param name="Sampled">Completions that were sampled for it, those of replaced groups included.</param>
internal sealed record Rollout(IReadOnlyList<Episode[]> Groups, RewardTable Rewards, AdvantageResult Advantages, int Sampled)
{
    /// <summary>Seconds by phase: draw, sample, score.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();

    /// <summary>The groups that something can be learned from, each with its members' advantages.</summary>
    public List<(Episode[] Group, double[] Advantages)> WithSignal => Where(g => Advantages.GroupHasSignal[g]);

    public List<(Episode[] Group, double[] Advantages)> All => Where(_ => true);

    private List<(Episode[], double[])> Where(Func<int, bool> chosen)
    {
        int size = Rewards.GroupSize;
        return
        [
            .. Enumerable
                .Range(0, Groups.Count)
                .Where(chosen)
                .Select(g => (Groups[g], Advantages.Advantages[(g * size)..((g + 1) * size)])),
        ];
    }
}
