using JudgeCore.Adapters;
using JudgeCore.Checkpoints;

namespace JudgeCore.Models;

/// <summary>Builds the model that a checkpoint folder describes and fills it with its weights.</summary>
internal static class ModelLoader
{
    /// <summary>For training as well: the model's memory is its own. An adapter in the folder is merged.</summary>
    /// <exception cref="CheckpointException">Files are missing or the weights do not fit.</exception>
    /// <exception cref="UnsupportedConfigException">The configuration asks for something unsupported.</exception>
    public static JudgeModel Load(string folder, ComputePolicy policy) =>
        Load(
            folder,
            policy,
            (model, weights) =>
            {
                CheckpointLoader.Load(model, weights, Rename(model.Config), TiedNames(model.Config));
                if (AdaptedCheckpoint.HasAdapter(folder))
                {
                    using var files = new AdapterFolder(folder);
                    using var adapter = LoraAdapter.Load(model, files);
                    adapter.Merge(reversible: false);
                }
            }
        );

    /// <summary>For reading only: parameters are the mapped files, or memory of a model that is there already. An adapter in the folder stays beside
    /// them, so that they can be shared.</summary>
    /// <param name="folder">The checkpoint.</param>
    /// <param name="policy">Weights that are stored in another type are copied.</param>
    /// <param name="earlier">Tensors that are equal to one of its are shared with it; lives until this returns, and need not live longer. Null: none.</param>
    /// <exception cref="CheckpointException">Files are missing or the weights do not fit.</exception>
    /// <exception cref="UnsupportedConfigException">The configuration asks for something unsupported.</exception>
    public static JudgeModel Lend(string folder, ComputePolicy policy, JudgeModel? earlier = null) =>
        Load(
            folder,
            policy with
            {
                Lent = true,
            },
            (model, weights) =>
            {
                CheckpointLoader.Lend(model, weights, new EarlierWeights(earlier), Rename(model.Config), TiedNames(model.Config));
                if (AdaptedCheckpoint.HasAdapter(folder))
                {
                    using var files = new AdapterFolder(folder);
                    LoraAdapter.Load(model, files, policy.Dtype); // its terms live with the model
                }
            }
        );

    private static QwenVl Load(string folder, ComputePolicy policy, Action<QwenVl, CheckpointWeights> fill)
    {
        string path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
        {
            throw new CheckpointException($"{Path.GetFileName(folder)} has no config.json");
        }

        var model = new QwenVl(ModelConfig.Parse(File.ReadAllText(path)), policy);
        try
        {
            using var weights = new CheckpointWeights(folder);
            fill(model, weights);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        model.eval();
        return model;
    }

    private static Func<string, string>? Rename(ModelConfig config) =>
        config.Family == ModelFamily.Qwen25Vl ? CheckpointNames.Qwen25ToMemory : null;

    // Some published files hold the tied head a second time.
    private static string[] TiedNames(ModelConfig config) => config.TieWordEmbeddings ? ["lm_head.weight"] : [];
}
