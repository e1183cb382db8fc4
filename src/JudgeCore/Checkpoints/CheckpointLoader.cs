using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>Fills a model with a checkpoint's weights, strictly: every difference is listed, and with one difference nothing is loaded.</summary>
internal static class CheckpointLoader
{
    /// <param name="module">Built for the checkpoint's configuration; its types and device are kept.</param>
    /// <param name="weights">The checkpoint's tensors.</param>
    /// <param name="rename">On-disk name to in-memory name; null: they are the same.</param>
    /// <param name="ignored">In-memory names that may stand in the checkpoint although the module has none (a tied head).</param>
    /// <exception cref="CheckpointException">Lists all missing, unexpected and misshapen tensors.</exception>
    public static void Load(
        nn.Module module,
        CheckpointWeights weights,
        Func<string, string>? rename = null,
        params string[] ignored
    )
    {
        rename ??= name => name;
        var onDisk = weights.Names.ToDictionary(rename);
        var wanted = module.named_parameters().Select(p => (p.name, Tensor: (Tensor)p.parameter)).ToList();
        List<string> differences =
        [
            .. wanted
                .Where(p => !onDisk.ContainsKey(p.name))
                .Select(p => $"missing: {p.name} [{string.Join(", ", p.Tensor.shape)}]"),
            .. onDisk
                .Keys.Except(wanted.Select(p => p.name))
                .Except(ignored)
                .Select(name => $"unexpected: {name} [{string.Join(", ", weights.Entry(onDisk[name]).Shape)}]"),
        ];
        foreach (var (name, tensor) in wanted.Where(p => onDisk.ContainsKey(p.name)))
        {
            var entry = weights.Entry(onDisk[name]);
            if (!entry.Shape.SequenceEqual(tensor.shape))
            {
                differences.Add(
                    $"misshapen: {name} is [{string.Join(", ", entry.Shape)}], the model has [{string.Join(", ", tensor.shape)}]"
                );
            }
            else if (entry.Dtype is not (ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16))
            {
                differences.Add($"unsupported type: {name} is {SafetensorsDtype.Name(entry.Dtype)}, supported: F32, BF16, F16");
            }
        }

        if (differences.Count > 0)
        {
            throw new CheckpointException($"the weights do not fit the model:\n  {string.Join("\n  ", differences)}");
        }

        using var guard = no_grad();
        foreach (var (name, tensor) in wanted)
        {
            weights.ReadInto(onDisk[name], tensor);
        }
    }
}
