using JudgeCore.Checkpoints;

namespace JudgeCore.Models;

/// <summary>Builds the model that a checkpoint folder describes and fills it with its weights.</summary>
internal static class ModelLoader
{
    /// <exception cref="CheckpointException">Files are missing or the weights do not fit.</exception>
    /// <exception cref="UnsupportedConfigException">The configuration asks for something unsupported.</exception>
    public static JudgeModel Load(string folder, ComputePolicy policy)
    {
        string path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
        {
            throw new CheckpointException($"{Path.GetFileName(folder)} has no config.json");
        }

        var config = ModelConfig.Parse(File.ReadAllText(path));
        var model = new QwenVl(config, policy);
        try
        {
            using var weights = new CheckpointWeights(folder);
            CheckpointLoader.Load(
                model,
                weights,
                config.Family == ModelFamily.Qwen25Vl ? CheckpointNames.Qwen25ToMemory : null,
                TiedNames(config)
            );
        }
        catch
        {
            model.Dispose();
            throw;
        }

        model.eval();
        return model;
    }

    // Some published files hold the tied head a second time.
    private static string[] TiedNames(ModelConfig config) => config.TieWordEmbeddings ? ["lm_head.weight"] : [];
}
