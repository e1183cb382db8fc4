using JudgeCore.Checkpoints;
using JudgeCore.Models;
using TorchSharp;

namespace JudgeCore.Adapters;

/// <summary>Which of a model's modules an adapter's targets name.</summary>
internal static class LoraTargets
{
    /// <summary>Projections by path.</summary>
    /// <exception cref="CheckpointException">A named module is no projection, or none is named.</exception>
    public static SortedDictionary<string, Projection> Find(JudgeModel model, AdapterTargets targets)
    {
        var found = new SortedDictionary<string, Projection>(StringComparer.Ordinal);
        foreach (var (path, module) in model.named_modules().Where(part => targets.Contains(part.name)))
        {
            found[path] =
                module as Projection ?? throw new CheckpointException($"the adapter's target {path} is no linear layer");
        }

        if (model.Config.TieWordEmbeddings && targets.Contains("lm_head"))
        {
            throw new CheckpointException(
                "the adapter's target lm_head is tied to the embeddings; it cannot have a term of its own"
            );
        }

        return found.Count > 0
            ? found
            : throw new CheckpointException($"the adapter's targets {Show(targets)} name no module of the model");
    }

    /// <summary>What PEFT would leave out without a word is refused for a new adapter: tensors of experts, and endings that name nothing.</summary>
    /// <exception cref="CheckpointException">Names the target.</exception>
    public static void RefuseSilentGaps(JudgeModel model, AdapterTargets targets)
    {
        var experts = model
            .named_modules()
            .Where(part => part.module is Experts)
            .SelectMany(part => part.module.named_parameters().Select(p => $"{part.name}.{p.name}"));
        if (experts.FirstOrDefault(targets.Contains) is { } path)
        {
            throw new CheckpointException($"the adapter's target {path} is a tensor of experts, which has no adapter form");
        }

        string[] paths = [.. model.named_modules().Select(part => part.name)];
        if (targets.Endings.FirstOrDefault(ending => !paths.Any(AdapterTargets.Named(ending).Contains)) is { } idle)
        {
            throw new CheckpointException($"the adapter's target {idle} names no module of the model");
        }
    }

    private static string Show(AdapterTargets targets) => targets.Expression ?? string.Join(", ", targets.Endings);
}
