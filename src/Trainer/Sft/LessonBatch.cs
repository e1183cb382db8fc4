using JudgeCore.Models;
using TorchSharp;
using Trainer.Losses;
using Trainer.Packing;
using Trainer.Policies;
using static TorchSharp.torch;

namespace Trainer.Sft;

/// <summary>Lessons as one packed forward pass.</summary>
internal sealed class LessonBatch
{
    private readonly PackedStep packed;

    public LessonBatch(IReadOnlyList<Lesson> lessons)
    {
        packed = new PackedStep([.. lessons.Select(lesson => new PackedRow([lesson.Example]))]);
        Targets = [.. packed.Targets];
        int at = 0;
        foreach (int index in packed.Order)
        {
            Targets.AsSpan(at, lessons[index].Skip).Fill(CompletionLoss.Ignored);
            at += lessons[index].Example.Completion.Length;
        }

        Lessons = [.. packed.Order.Select(index => lessons[index])];
    }

    /// <summary>In the order of the tokens.</summary>
    public IReadOnlyList<Lesson> Lessons { get; }

    /// <summary>[tokens], ignored ones marked.</summary>
    public long[] Targets { get; }

    /// <summary>[tokens, vocab] with gradient.</summary>
    public Tensor Logits(Policy policy) =>
        PackedForward.Logits(policy.Model, packed, policy.TrainsVision).to_type(ScalarType.Float32);

    /// <param name="policy">Owner of the device.</param>
    /// <param name="logits">[tokens, vocab]</param>
    /// <param name="scored">Tokens that the sum is divided by.</param>
    /// <param name="smoothing">Of labels.</param>
    public Tensor Loss(Policy policy, Tensor logits, long scored, double smoothing) =>
        CompletionLoss.FromScored(logits, tensor(Targets, device: policy.Model.Policy.Device), scored, smoothing);
}
