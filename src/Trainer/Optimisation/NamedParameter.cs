using static TorchSharp.torch;

namespace Trainer.Optimisation;

/// <summary>A tensor that is trained, by the name under which its optimizer state is saved.</summary>
internal readonly record struct NamedParameter(string Name, Tensor Value);
