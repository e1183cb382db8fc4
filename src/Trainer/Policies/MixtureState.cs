namespace Trainer.Policies;

/// <summary>How far a mixture has been drawn.</summary>
/// <param name="Drawn">[entries] cases drawn from each.</param>
/// <param name="Accuracy">[entries] recent accuracy of each.</param>
internal sealed record MixtureState(long[] Drawn, double[] Accuracy);
