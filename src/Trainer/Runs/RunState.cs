using Trainer.Policies;

namespace Trainer.Runs;

/// <summary>state.json of a checkpoint: what the next step depends on besides weights and optimizer.</summary>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="Mixture">How far the data has been drawn.</param>
/// <param name="Files">Name of each other file of the checkpoint to the SHA-256 of its bytes.</param>
internal sealed record RunState(int Step, MixtureState Mixture, IReadOnlyDictionary<string, string> Files);
