using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Optimisation;

/// <summary>What optimizers share about saved tensors.</summary>
internal static class StateTensors
{
    public static void RequireDifferentNames(IEnumerable<NamedParameter> parameters)
    {
        var twice = parameters.GroupBy(p => p.Name).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw new ArgumentException($"Two parameters are named '{twice.Key}'.", nameof(parameters));
    }

    /// <summary>Copies every saved tensor over its own, after all were read and compared.</summary>
    public static void Copy(Func<string, Tensor> read, IReadOnlyDictionary<string, Tensor> own)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var saved = own.Keys.ToDictionary(name => name, read);
        var problems = own.Where(o => !Fits(saved[o.Key], o.Value))
            .Select(o => $"{o.Key} is {Describe(saved[o.Key])}, not {Describe(o.Value)}")
            .ToList();
        if (problems.Count > 0)
            throw new ArgumentException($"The optimizer state does not fit: {string.Join("; ", problems)}.", nameof(read));
        foreach (var (name, tensor) in own)
            tensor.copy_(saved[name]);
    }

    /// <summary>Writes a step count into its tensor.</summary>
    public static void Set(Tensor steps, long count)
    {
        // Kept alive across the call, see TensorArithmetic.
        using Scalar scalar = count;
        steps.fill_(scalar);
    }

    private static bool Fits(Tensor saved, Tensor own) => saved.dtype == own.dtype && saved.shape.SequenceEqual(own.shape);

    private static string Describe(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}
