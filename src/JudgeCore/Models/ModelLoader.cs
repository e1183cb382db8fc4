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
            CheckpointLoader.Load(model, weights, config.Family == ModelFamily.Qwen25Vl ? Qwen25Name : null, TiedNames(config));
        }
        catch
        {
            model.Dispose();
            throw;
        }

        model.eval();
        return model;
    }

    /// <summary>Published Qwen2.5-VL files use the older names: model.layers..., visual...</summary>
    public static string Qwen25Name(string onDisk) =>
        onDisk.StartsWith("visual.", StringComparison.Ordinal) ? $"model.{onDisk}"
        : onDisk.StartsWith("model.", StringComparison.Ordinal)
        && !onDisk.StartsWith("model.visual.", StringComparison.Ordinal)
        && !onDisk.StartsWith("model.language_model.", StringComparison.Ordinal)
            ? $"model.language_model.{onDisk["model.".Length..]}"
        : onDisk;

    // Some published files hold the tied head a second time.
    private static string[] TiedNames(ModelConfig config) => config.TieWordEmbeddings ? ["lm_head.weight"] : [];
}
