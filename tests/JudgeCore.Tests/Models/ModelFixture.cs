using System.Text.Json;
using JudgeCore.Checkpoints;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>One folder of recorded model numbers: a checkpoint and its cases.</summary>
internal sealed class ModelFixture(string name)
{
    public string Folder { get; } = Path.Combine(Fixtures.Parity, "models", name);

    public static IEnumerable<string> Names => Fixtures.Folders(Path.Combine(Fixtures.Parity, "models"));

    /// <summary>Inference cases of all models; train and lora have tests of their own.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Cases =>
        Names.SelectMany(model =>
            new ModelFixture(model)
                .CaseNames.Where(@case => @case is not ("train" or "lora"))
                .Select(@case => new TheoryDataRow<string, string>(model, @case))
        );

    public IEnumerable<string> CaseNames =>
        Directory
            .GetFiles(Path.Combine(Folder, "cases"), "*.safetensors")
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal);

    public JsonElement Expected => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "expected.json"))).RootElement;

    public SafetensorsFile Case(string name) => new(Path.Combine(Folder, "cases", $"{name}.safetensors"));

    public JudgeModel Load(ComputePolicy policy) => ModelLoader.Load(Path.Combine(Folder, "checkpoint"), policy);
}
