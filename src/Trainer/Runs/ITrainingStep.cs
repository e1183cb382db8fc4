namespace Trainer.Runs;

/// <summary>What one kind of training does in a step.</summary>
internal interface ITrainingStep : IDisposable
{
    /// <summary>Draws, learns, and tells how it went.</summary>
    /// <param name="step">Counted from 0. The same weights, optimizer, mixture state and step make the same numbers.</param>
    /// <returns>Metrics under TRL's names.</returns>
    StepReport Run(int step);
}
