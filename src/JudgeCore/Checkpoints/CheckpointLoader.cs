using JudgeCore.Models;
using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>
/// Fills a model with a checkpoint's weights, strictly: every difference is listed, and with one difference nothing is loaded. Tensors go
/// from the file's mapping straight into the parameters, one at a time.
/// </summary>
internal static class CheckpointLoader
{
    /// <param name="module">Built for the checkpoint's configuration; its types and device are kept.</param>
    /// <param name="weights">The checkpoint's tensors.</param>
    /// <param name="rename">On-disk name to in-memory name; null: they are the same.</param>
    /// <param name="ignored">In-memory names that may stand in the checkpoint although the module has none (a tied head).</param>
    /// <exception cref="CheckpointException">Lists all missing, unexpected, misshapen and mistyped tensors.</exception>
    public static void Load(
        nn.Module module,
        CheckpointWeights weights,
        Func<string, string>? rename = null,
        params IEnumerable<string> ignored
    )
    {
        var wanted = module.state_dict(); // parameters and saved buffers, not copies
        var skipped = ignored.ToHashSet();
        Dictionary<string, string> onDisk = [];
        List<string> differences = [];
        foreach (string stored in weights.Names)
        {
            string name = rename?.Invoke(stored) ?? stored;
            if (!wanted.ContainsKey(name))
            {
                if (!skipped.Contains(name))
                {
                    differences.Add($"unexpected: {stored} {Form(weights.Entry(stored))}");
                }
            }
            else if (!onDisk.TryAdd(name, stored))
            {
                differences.Add($"ambiguous: {onDisk[name]} and {stored} are both {name}");
            }
        }

        foreach (var (name, tensor) in wanted)
        {
            string? difference = onDisk.TryGetValue(name, out string? stored)
                ? Compare(stored, weights.Entry(stored), tensor)
                : $"missing: {name} [{string.Join(", ", tensor.shape)}]";
            if (difference is not null)
            {
                differences.Add(difference);
            }
        }

        if (differences.Count > 0)
        {
            throw CheckpointException.About(
                weights.Folder,
                $"holds weights that do not fit the model ({differences.Count} differences):\n  {string.Join("\n  ", differences.Order(StringComparer.Ordinal))}"
            );
        }

        foreach (var (name, tensor) in wanted)
        {
            weights.ReadInto(onDisk[name], tensor);
            using var scope = NewDisposeScope(); // isfinite leaves tensors of its own
            if (!tensor.isfinite().all().Number<bool>())
            {
                throw CheckpointException.About(
                    weights.Folder,
                    $"holds values in {onDisk[name]} that are not numbers or infinite"
                );
            }
        }
    }

    private static string? Compare(string stored, TensorEntry entry, Tensor tensor)
    {
        if (!entry.Shape.AsSpan().SequenceEqual(tensor.shape))
        {
            return $"misshapen: {stored} is {Form(entry)}, the model has [{string.Join(", ", tensor.shape)}]";
        }

        bool converts =
            SafetensorsDtype.IsFloating(tensor.dtype)
            && entry.Dtype is ScalarType.Float32 or ScalarType.BFloat16 or ScalarType.Float16;
        return converts || entry.Dtype == tensor.dtype
            ? null
            : $"mistyped: {stored} is {Form(entry)}, the model needs {Accepted(tensor.dtype)}";
    }

    private static string Accepted(ScalarType type) =>
        SafetensorsDtype.IsFloating(type) ? "F32, BF16 or F16" : SafetensorsDtype.Name(type);

    private static string Form(TensorEntry entry) => $"{SafetensorsDtype.Name(entry.Dtype)} [{string.Join(", ", entry.Shape)}]";
}
