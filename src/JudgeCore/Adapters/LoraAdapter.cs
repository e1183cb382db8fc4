// LoRA (arXiv 2106.09685) on a loaded model: terms beside its projections, trained, switched off, or added into the weights.
using JudgeCore.Checkpoints;
using JudgeCore.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JudgeCore.Adapters;

/// <summary>A LoRA adapter attached to a model. While it is attached the model's own parameters are frozen; disposing it restores the model.</summary>
internal sealed class LoraAdapter : IDisposable
{
    private readonly SortedDictionary<string, (Projection Projection, LowRankTerm Term)> parts;
    private readonly List<Parameter> frozen;
    private readonly bool lent; // the model's memory is not its own to write to
    private Dictionary<string, Tensor>? originals; // while merged: the weights as they were
    private bool enabled;

    private LoraAdapter(
        JudgeModel model,
        AdapterConfig config,
        SortedDictionary<string, (Projection Projection, LowRankTerm Term)> parts
    )
    {
        (Config, this.parts, lent) = (config, parts, model.Policy.Lent);
        frozen = [.. model.parameters().Where(parameter => parameter.requires_grad)];
        frozen.ForEach(parameter => parameter.requires_grad = false);
        Enabled = true;
    }

    public AdapterConfig Config { get; }

    /// <summary>What training changes: A and B of every adapted module, by module path.</summary>
    public IReadOnlyList<Parameter> Parameters => [.. parts.Values.SelectMany(part => new[] { part.Term.A, part.Term.B })];

    /// <summary>The adapter's matrices by module path, as <see cref="AdapterFolder.Write"/> takes them. Not copies.</summary>
    public IEnumerable<AdapterWeights> Weights =>
        parts.Select(part => new AdapterWeights(part.Key, part.Value.Term.A, part.Value.Term.B));

    /// <summary>False: the model computes as its base does, as a reference for KL wants it.</summary>
    /// <exception cref="InvalidOperationException">The adapter is merged.</exception>
    public bool Enabled
    {
        get => enabled;
        set
        {
            if (originals is not null)
            {
                throw new InvalidOperationException("a merged adapter cannot be switched; unmerge it first");
            }

            enabled = value;
            foreach (var (projection, term) in parts.Values)
            {
                projection.Term = value ? term : null;
            }
        }
    }

    /// <summary>Attaches a new adapter that changes nothing yet: A uniform within 1 / sqrt(inputs), B zero, as PEFT begins.</summary>
    /// <param name="model">Has no adapter yet.</param>
    /// <param name="config">Which modules, and how wide.</param>
    /// <param name="seed">Same seed, same A.</param>
    /// <param name="dtype">Of A and B: Float32 also beside a BFloat16 base, so that small steps are not rounded away.</param>
    /// <exception cref="CheckpointException">The targets name something that no adapter can be attached to, or nothing.</exception>
    public static LoraAdapter Attach(JudgeModel model, AdapterConfig config, int seed, ScalarType dtype = ScalarType.Float32)
    {
        var found = LoraTargets.Find(model, config.Targets);
        LoraTargets.RefuseSilentGaps(model, config.Targets);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var generator = new Generator((ulong)seed);
        return new LoraAdapter(
            model,
            config,
            Parts(found, path => (Beginning(found[path], config.RankOf(path), dtype, generator), config.ScaleOf(path)), config)
        );
    }

    /// <summary>Attaches an adapter from disk.</summary>
    /// <param name="model">Has no adapter yet.</param>
    /// <param name="folder">In PEFT's form.</param>
    /// <param name="dtype">Of A and B in memory.</param>
    /// <exception cref="CheckpointException">Adapter and model do not fit: lists missing, unexpected and misshapen modules, and those whose values are not numbers.</exception>
    public static LoraAdapter Load(JudgeModel model, AdapterFolder folder, ScalarType dtype = ScalarType.Float32)
    {
        var found = LoraTargets.Find(model, folder.Config.Targets);
        using var scope = NewDisposeScope();
        var stored = folder.Modules.ToDictionary(path => path, folder.Read);
        List<string> differences =
        [
            .. found.Keys.Except(stored.Keys).Select(path => $"missing: {path}"),
            .. stored.Keys.Except(found.Keys).Select(path => $"unexpected: {path}"),
            .. from part in found
            where stored.ContainsKey(part.Key)
            let wanted = Shapes(part.Value, folder.Config.RankOf(part.Key))
            let mine = stored[part.Key]
            where !mine.A.shape.SequenceEqual(wanted.A) || !mine.B.shape.SequenceEqual(wanted.B)
            select $"misshapen: {part.Key} has {Show(mine.A.shape)} and {Show(mine.B.shape)}, the model takes {Show(wanted.A)} and {Show(wanted.B)}",
            .. from part in stored
            where !part.Value.A.isfinite().all().Number<bool>() || !part.Value.B.isfinite().all().Number<bool>()
            select $"not numbers or infinite: {part.Key}",
        ];
        if (differences.Count > 0)
        {
            throw new CheckpointException($"the adapter does not fit the model:\n  {string.Join("\n  ", differences)}");
        }

        return new LoraAdapter(
            model,
            folder.Config,
            Parts(
                found,
                path =>
                    (
                        (
                            stored[path].A.to(dtype, found[path].Weight.device),
                            stored[path].B.to(dtype, found[path].Weight.device)
                        ),
                        folder.Config.ScaleOf(path)
                    ),
                folder.Config
            )
        );
    }

    /// <summary>Adds the adapter into the weights: the model then costs what its base does. Does nothing where it is merged already.</summary>
    /// <param name="reversible">Keeps the weights as they were, so that <see cref="Unmerge"/> restores every bit; false saves that memory.</param>
    public void Merge(bool reversible = true)
    {
        if (originals is not null)
        {
            return;
        }

        Enabled = false;
        originals = [];
        using var guard = no_grad();
        foreach (var (path, (projection, term)) in parts)
        {
            using var scope = NewDisposeScope();
            if (reversible)
            {
                originals[path] = projection.Weight.clone().DetachFromDisposeScope();
            }

            var product = term.Product(projection.Weight.shape); // [outputs, inputs...]
            Change(projection.Weight, projection.Weight.to_type(product.dtype).Plus(product)); // rounded once, to the model's type
        }
    }

    /// <summary>Takes the adapter out of the weights again and computes it beside them. Does nothing where it is not merged.</summary>
    /// <exception cref="InvalidOperationException">It was merged irreversibly.</exception>
    public void Unmerge()
    {
        if (originals is null)
        {
            return;
        }

        if (originals.Count < parts.Count)
        {
            throw new InvalidOperationException("the adapter was merged without keeping the weights before it");
        }

        using var guard = no_grad();
        foreach (var (path, original) in originals)
        {
            Change(parts[path].Projection.Weight, original);
            original.Dispose();
        }

        originals = null;
        Enabled = true;
    }

    /// <summary>Detaches the adapter. A merged one stays in the weights.</summary>
    public void Dispose()
    {
        foreach (var (projection, term) in parts.Values)
        {
            projection.Term = null;
            term.Dispose();
        }

        foreach (var original in originals?.Values ?? Enumerable.Empty<Tensor>())
        {
            original.Dispose();
        }

        frozen.ForEach(parameter => parameter.requires_grad = true);
    }

    // In place where the memory is the model's own: whoever reads it in place goes on doing so.
    private void Change(Tensor weight, Tensor numbers)
    {
        if (lent)
        {
            using var mine = numbers.to_type(weight.dtype, copy: false);
            weight.set_(mine);
        }
        else
        {
            weight.copy_(numbers);
        }
    }

    private static SortedDictionary<string, (Projection, LowRankTerm)> Parts(
        SortedDictionary<string, Projection> found,
        Func<string, ((Tensor A, Tensor B) Matrices, double Scale)> term,
        AdapterConfig config
    )
    {
        var parts = new SortedDictionary<string, (Projection, LowRankTerm)>(StringComparer.Ordinal);
        foreach (var (path, projection) in found)
        {
            var (matrices, scale) = term(path);
            parts[path] = (projection, new LowRankTerm(matrices.A, matrices.B, scale, config.Dropout));
        }

        return parts;
    }

    private static (Tensor A, Tensor B) Beginning(Projection projection, int rank, ScalarType dtype, Generator generator)
    {
        var (a, b) = Shapes(projection, rank);
        double bound = 1 / Math.Sqrt(a.Skip(1).Aggregate(1L, (product, size) => product * size));
        var uniform = rand(a, device: CPU, generator: generator).Times(2 * bound).Plus(-bound); // [rank, inputs...]
        return (uniform.to(dtype, projection.Weight.device), zeros(b, dtype, projection.Weight.device));
    }

    // A takes the place of the weight's outputs by the rank; B has one number where the weight has further dimensions (a patch's).
    private static (long[] A, long[] B) Shapes(Projection projection, int rank)
    {
        long[] weight = projection.Weight.shape;
        return ([rank, .. weight.Skip(1)], [weight[0], rank, .. weight.Skip(2).Select(_ => 1L)]);
    }

    private static string Show(long[] shape) => $"[{string.Join(", ", shape)}]";
}
