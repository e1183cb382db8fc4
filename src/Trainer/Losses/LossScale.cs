namespace Trainer.Losses;

/// <summary>Where a micro-batch stands in the whole: what its loss is divided by so that the sum over micro-batches is the batch's loss.</summary>
/// <param name="TokensInBatch">Counted tokens of the whole generation batch (dapo, cispo, vespo).</param>
/// <param name="AccumulationSteps">Micro-batches an optimizer step.</param>
/// <param name="StepsPerGeneration">Micro-batches a generation batch is cut into.</param>
/// <param name="Training">False while evaluating: nothing is accumulated.</param>
internal readonly record struct LossScale(
    double TokensInBatch,
    int AccumulationSteps = 1,
    int StepsPerGeneration = 1,
    bool Training = true
)
{
    /// <summary>What losses that average over their own micro-batch are divided by.</summary>
    public double Accumulation => Training ? AccumulationSteps : 1;

    /// <summary>What losses that sum over tokens are divided by.</summary>
    public double Tokens => Math.Max(TokensInBatch, 1) * (Training ? (double)AccumulationSteps / StepsPerGeneration : 1);
}
