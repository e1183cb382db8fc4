using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Probes;
using JudgeCore.Verdicts;
using Trainer.Evaluation;
using Trainer.Tests.Runs;
using static TorchSharp.torch;

namespace Trainer.Tests.Evaluation;

[Collection(nameof(Alone))]
public sealed class GymProbesTests : IDisposable
{
    private readonly TinyCheckpoint checkpoint = new();

    public GymProbesTests() => GymProbes.Record(checkpoint.Folder, threads: 1, CancellationToken.None);

    [Fact]
    public async Task The_same_weights_answer_as_recorded_also_in_bf16()
    {
        var probes = ProbeSet.Read(checkpoint.Folder);
        Assert.Equal(8, probes.Probes.Count);
        Assert.Contains(probes.Probes, probe => probe.Mode == VerdictMode.Reasoned);
        Assert.Contains(probes.Probes, probe => probe.Images.Count == 2);
        Assert.Null(await CheckAsync(probes));
        Assert.Null(await CheckAsync(probes, bf16: true));
    }

    [Fact]
    public async Task Other_weights_are_told_from_those_recorded()
    {
        string path = Path.Combine(checkpoint.Folder, CheckpointWeights.SingleFile);
        Rewrite(path, tensor => tensor.mul(tensor.abs()));
        string? fault = await CheckAsync(ProbeSet.Read(checkpoint.Folder));
        Assert.Contains("recorded was", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_not_numbers_are_refused_by_name()
    {
        string path = Path.Combine(checkpoint.Folder, CheckpointWeights.SingleFile);
        Rewrite(path, tensor => zeros_like(tensor).log(), "model.language_model.norm.weight");
        var error = Assert.Throws<CheckpointException>(() => Judge.Load(checkpoint.Folder, new EngineOptions()));
        Assert.Contains("model.language_model.norm.weight that are not numbers", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"probes":[],"more":1}""")]
    [InlineData(
        """{"probes":[{"task":{"name":"t","kind":"labels","rubric":"r","labels":["yes","no"]},"images":[],"mode":"verdict","distribution":{"yes":1,"no":0}}]}"""
    )]
    public void A_malformed_file_is_refused(string json)
    {
        File.WriteAllText(Path.Combine(checkpoint.Folder, ProbeSet.FileName), json);
        Assert.Throws<CheckpointException>(() => ProbeSet.Read(checkpoint.Folder));
    }

    public void Dispose() => checkpoint.Dispose();

    private async Task<string?> CheckAsync(ProbeSet probes, bool bf16 = false)
    {
        using var judge = Judge.Load(
            checkpoint.Folder,
            new EngineOptions { Threads = 1 },
            bf16 ? ModelPrecision.BFloat16 : ModelPrecision.Float32
        );
        return await probes.CheckAsync(judge, ProbeSet.Tolerance(bf16), CancellationToken.None);
    }

    private static void Rewrite(string path, Func<Tensor, Tensor> change, string? only = null)
    {
        using var scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = [];
        using (var file = new SafetensorsFile(path))
        {
            foreach (string name in file.Tensors.Keys)
            {
                var tensor = file.Read(name);
                tensors[name] = only is null || name == only ? change(tensor) : tensor;
            }
        }

        SafetensorsWriter.Write(path, tensors);
    }
}
