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
    [Theory]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(100_000)]
    public void Branches_behind_a_shared_prefix_score_as_they_do_alone(int batchTokens)
    {
        using var run = new TinyRun();
        List<PackedRow> rows =
        [
            .. new RowFactory(run.Prompts, run.Images, new PretrainOptions { Steps = 10, ImagesPerStep = 30 })
                .Draw(4)
                .Select(row => row.Row),
        ];
        Assert.Contains(rows, row => row.Examples.Count > 1 && row.Images.Count == 2);
        float[] packed = LogProbs(run.Model, rows, batchTokens);
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

    private static float[] LogProbs(JudgeModel model, List<PackedRow> rows, int batchTokens = 1024)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var step = new PackedStep(rows, batchTokens);
        var logits = PackedForward.Logits(model, step); // [completion tokens, vocab]
        var scores = nn.functional.log_softmax(logits, -1).gather(1, tensor(step.Targets).unsqueeze(1)); // [completion tokens, 1]
        var all = MemoryMarshal.Cast<byte, float>(scores.contiguous().bytes).ToArray();
        // Back in the order of the rows given.
        var byRow = new float[rows.Count][];
        int at = 0;
        int example = 0;
        foreach (int row in step.Order)
        {
            int length = rows[row].Examples.Sum(_ => step.Lengths[example++]);
            byRow[row] = all[at..(at + length)];
            at += length;
        }

        return [.. byRow.SelectMany(row => row)];
    }
}
