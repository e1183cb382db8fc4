using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>Checks a batch before its tensors broadcast silently.</summary>
internal static class PolicyShapes
{
    public static void Require(PolicyBatch batch, PolicyLossOptions options)
    {
        var shape = batch.LogProbs.shape;
        if (shape.Length != 2)
            throw new ArgumentException($"LogProbs must be [episodes, tokens], not [{string.Join(", ", shape)}].");
        RequireShape(batch.Mask, shape, nameof(batch.Mask));
        RequireShape(batch.Entropies, shape, nameof(batch.Entropies));
        RequireShape(batch.OldLogProbs, shape, nameof(batch.OldLogProbs));
        RequireShape(batch.ReferenceLogProbs, shape, nameof(batch.ReferenceLogProbs));
        RequireShape(batch.SamplerLogProbs, shape, nameof(batch.SamplerLogProbs));
        if (batch.Advantages.dim() == 1)
            RequireShape(batch.Advantages, [shape[0]], nameof(batch.Advantages));
        else
            RequireShape(batch.Advantages, shape, nameof(batch.Advantages));
        if (batch.SamplerRatios is { } ratios && !(ratios.dim() == 2 && ratios.shape[0] == shape[0] && ratios.shape[1] == 1))
            RequireShape(ratios, shape, nameof(batch.SamplerRatios));
        if (options.Kind == PolicyLossKind.Vespo && batch.SamplerRatios is not null)
            RequireShape(batch.SamplerRatios, shape, nameof(batch.SamplerRatios));
        if (options.Beta != 0 && batch.ReferenceLogProbs is null)
            throw new ArgumentException($"ReferenceLogProbs are missing; beta is {options.Beta}.");
    }

    private static void RequireShape(Tensor? tensor, long[] shape, string name)
    {
        if (tensor is not null && !tensor.shape.SequenceEqual(shape))
            throw new ArgumentException($"{name} is [{string.Join(", ", tensor.shape)}], not [{string.Join(", ", shape)}].");
    }
}
