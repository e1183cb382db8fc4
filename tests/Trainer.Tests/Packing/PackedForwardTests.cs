using System.Runtime.InteropServices;
using JudgeCore.Models;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using TorchSharp;
using Trainer.Gym;
using Trainer.Packing;
using Trainer.Pretraining;
using Trainer.Tests.Pretraining;
using static TorchSharp.torch;

namespace Trainer.Tests.Packing;

public class PackedForwardTests
{
    [Fact]
    public void Branches_behind_a_shared_prefix_score_as_they_do_alone()
    {
        using var run = new TinyRun();
        List<PackedRow> rows =
        [
            .. new RowFactory(run.Prompts, run.Images, new PretrainOptions { Steps = 10, ImagesPerStep = 30 })
                .Draw(4)
                .Select(row => row.Row),
        ];
        Assert.Contains(rows, row => row.Examples.Count > 1 && row.Images.Count == 2);
        float[] packed = LogProbs(run.Model, rows);
        float[] alone =
        [
            .. rows.SelectMany(row => row.Examples).SelectMany(example => LogProbs(run.Model, [new PackedRow([example])])),
        ];
        Assert.Equal(alone.Length, packed.Length);
        Assert.All(alone.Zip(packed), pair => Assert.Equal(pair.First, pair.Second, 2e-5f));
    }

    [Fact]
    public void The_prefix_ends_where_prompts_or_pictures_begin_to_differ()
    {
        using var run = new TinyRun();
        var random = GymSplit.Train(3).Stream("prefix", 0);
        var (a, b) = (run.Images.Prepare(SceneSampler.Draw(ref random)), run.Images.Prepare(SceneSampler.Draw(ref random)));
        var task = BuiltInTasks.All[BuiltInTasks.Alignment];
        Example Ask(JudgeCore.Images.PreparedImage image, string caption) =>
            new(run.Prompts.Render(task, [image], caption, VerdictMode.Verdict), run.Prompts.Answers.Completion(null, "yes"));

        var same = new PackedRow([Ask(a, "a red ball"), Ask(a, "a tree")]);
        Assert.True(same.Prefix > same.Images[0].Start + same.Images[0].Image.Tokens);
        Assert.Throws<ArgumentException>(() => new PackedRow([Ask(a, "a red ball"), Ask(b, "a red ball")]));
    }

    private static float[] LogProbs(JudgeModel model, IReadOnlyList<PackedRow> rows)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var batch = new PackedBatch(rows);
        var logits = PackedForward.Logits(model, batch, ScalarType.Float32, CPU); // [completion tokens, vocab]
        var scores = nn.functional.log_softmax(logits, -1).gather(1, tensor(batch.Targets).unsqueeze(1)); // [completion tokens, 1]
        return MemoryMarshal.Cast<byte, float>(scores.contiguous().bytes).ToArray();
    }
}
