using JudgeBench;
using JudgeCore.Models;

namespace KernelBench;

/// <summary>The models of the benchmarks: the shipped tiny judge, and the 120 M shape with random weights.</summary>
internal static class Judges
{
    /// <summary>The shipped judge's folder, above this program's.</summary>
    public static string Folder { get; } = Find();

    /// <param name="shape">tiny or 120m.</param>
    /// <param name="precision">fp32, bf16 or int8.</param>
    public static JudgeModel Load(string shape, string precision)
    {
        var policy = precision == "fp32" ? ComputePolicy.Fp32Cpu : ComputePolicy.Bf16Cpu;
        var model = shape == "tiny" ? ModelLoader.Load(Folder, policy) : Shape120M.Random(policy);
        if (precision == "int8")
        {
            Int8Weights.Apply(model);
        }

        return model;
    }

    /// <summary>The text stack of a shape.</summary>
    public static TextConfig Text(string shape) =>
        shape == "tiny" ? ModelConfig.Parse(File.ReadAllText(Path.Combine(Folder, "config.json"))).Text : Shape120M.Parsed.Text;

    /// <summary>Weights in the matrices of all layers.</summary>
    public static double LayerWeights(TextConfig text) =>
        (double)text.Layers * text.HiddenSize * (2 * (text.Heads + text.KvHeads) * text.HeadDim + 3 * text.IntermediateSize);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string models = Path.Combine(folder.FullName, "models", "tiny-judge");
            if (Directory.Exists(models))
            {
                return models;
            }
        }

        throw new DirectoryNotFoundException("models/tiny-judge lies in no folder above this program");
    }
}
