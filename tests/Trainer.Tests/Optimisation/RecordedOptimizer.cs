using JudgeCore.Tests.Reference;
using Trainer.Optimisation;

namespace Trainer.Tests.Optimisation;

/// <summary>An optimizer as a recorded case describes it.</summary>
internal static class RecordedOptimizer
{
    /// <param name="recorded">The case.</param>
    /// <param name="parameters">All parameters, which groups name by index.</param>
    /// <param name="ratesPerStep">True where the case gives whole rates a step: groups then have a rate of 1.</param>
    public static IParameterOptimizer Build(ReferenceCase recorded, NamedParameter[] parameters, bool ratesPerStep)
    {
        var groups = recorded.Objects("groups").ToList();
        IParameterOptimizer optimizer = recorded.Text("optimizer") switch
        {
            "adamw" => new AdamW(groups.Select(g => AdamWGroup(g, parameters, ratesPerStep))),
            "sgd" => new Sgd(groups.Select(g => SgdGroup(g, parameters, ratesPerStep))),
            var other => throw new FormatException($"{recorded.Where}: unknown optimizer '{other}'"),
        };
        foreach (var group in groups)
            group.Finish();
        return optimizer;
    }

    private static AdamWGroup AdamWGroup(ReferenceCase group, NamedParameter[] parameters, bool ratesPerStep)
    {
        var betas = group.Numbers("betas");
        return new()
        {
            Parameters = [.. group.Integers("params").Select(i => parameters[i])],
            LearningRate = Rate(group, ratesPerStep),
            Beta1 = betas[0],
            Beta2 = betas[1],
            Epsilon = group.Number("eps"),
            WeightDecay = group.Number("weight_decay"),
        };
    }

    private static SgdGroup SgdGroup(ReferenceCase group, NamedParameter[] parameters, bool ratesPerStep) =>
        new()
        {
            Parameters = [.. group.Integers("params").Select(i => parameters[i])],
            LearningRate = Rate(group, ratesPerStep),
            Momentum = group.Number("momentum"),
            Dampening = group.Number("dampening"),
            Nesterov = group.Flag("nesterov"),
            WeightDecay = group.Number("weight_decay"),
        };

    private static double Rate(ReferenceCase group, bool ratesPerStep)
    {
        var rate = group.Number("lr");
        return ratesPerStep ? 1 : rate;
    }
}
