using JudgeCore.Models;
using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>
/// Fills a model with a checkpoint's weights, strictly: every difference is listed, and with one difference nothing is loaded.
/// </summary>
internal static class CheckpointLoader
{
    private const double LeastShared = 0.1; // of a checkpoint's bytes
    private const long CheckedAtOnce = 1 << 22; // numbers: the check takes memory of its own

    /// <summary>Copies tensors from the file's mapping straight into the parameters, one at a time.</summary>
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
        var onDisk = Match(wanted, weights, rename, ignored);
        foreach (var (name, tensor) in wanted)
        {
            weights.ReadInto(onDisk[name], tensor);
            RequireFinite(tensor, weights.Folder, onDisk[name]);
        }
    }

    /// <summary>Gives the parameters memory instead of filling theirs: an equal tensor's of an earlier model, else the mapped file's, else a copy's.</summary>
    /// <param name="module">Built for the checkpoint's configuration; its parameters must not be written to afterwards.</param>
    /// <param name="weights">The checkpoint's tensors; may be closed afterwards.</param>
    /// <param name="earlier">What may be shared.</param>
    /// <param name="rename">On-disk name to in-memory name; null: they are the same.</param>
    /// <param name="ignored">In-memory names that may stand in the checkpoint although the module has none (a tied head).</param>
    /// <exception cref="CheckpointException">Lists all missing, unexpected, misshapen and mistyped tensors.</exception>
    public static void Lend(
        nn.Module module,
        CheckpointWeights weights,
        EarlierWeights earlier,
        Func<string, string>? rename = null,
        params IEnumerable<string> ignored
    )
    {
        var wanted = module.state_dict();
        var onDisk = Match(wanted, weights, rename, ignored);
        var shared = Shared(wanted, onDisk, weights, earlier);
        using var guard = no_grad();
        foreach (var (name, tensor) in wanted)
        {
            if (shared.TryGetValue(name, out var same))
            {
                tensor.set_(same); // its numbers were checked when it was loaded
                continue;
            }

            using var scope = NewDisposeScope();
            string stored = onDisk[name];
            bool converts = weights.Entry(stored).Dtype != tensor.dtype;
            var mine = converts ? null : weights.View(stored);
            if (mine is null)
            {
                mine = empty(tensor.shape, tensor.dtype, tensor.device);
                weights.ReadInto(stored, mine);
            }

            RequireFinite(mine, weights.Folder, stored);
            tensor.set_(converts ? earlier.Find(name, mine) ?? mine : mine);
        }
    }

    // One tensor of an earlier file keeps all of it mapped: a few equal norms are not worth that.
    private static Dictionary<string, Tensor> Shared(
        Dictionary<string, Tensor> wanted,
        Dictionary<string, string> onDisk,
        CheckpointWeights weights,
        EarlierWeights earlier
    )
    {
        Dictionary<string, Tensor> shared = [];
        foreach (var (name, tensor) in wanted.Where(entry => entry.Value.dtype == weights.Entry(onDisk[entry.Key]).Dtype))
        {
            if (earlier.Find(name, tensor, candidate => weights.Holds(onDisk[name], candidate)) is { } same)
            {
                shared[name] = same;
            }
        }

        long equal = shared.Keys.Sum(name => weights.Entry(onDisk[name]).Length);
        return equal >= wanted.Keys.Sum(name => weights.Entry(onDisk[name]).Length) * LeastShared ? shared : [];
    }

    private static Dictionary<string, string> Match(
        Dictionary<string, Tensor> wanted,
        CheckpointWeights weights,
        Func<string, string>? rename,
        IEnumerable<string> ignored
    )
    {
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

        return onDisk;
    }

    private static void RequireFinite(Tensor tensor, string folder, string stored)
    {
        using var scope = NewDisposeScope(); // isfinite leaves tensors of its own
        var flat = tensor.detach().view(-1); // [elements]
        for (long first = 0; first < flat.NumberOfElements; first += CheckedAtOnce)
        {
            using var part = NewDisposeScope();
            var some = flat.narrow(0, first, Math.Min(CheckedAtOnce, flat.NumberOfElements - first));
            if (!some.isfinite().all().Number<bool>())
            {
                throw CheckpointException.About(folder, $"holds values in {stored} that are not numbers or infinite");
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
