using JudgeCore.Models;
using JudgeCore.Verdicts;
using TorchSharp;
using Trainer.Losses;
using Trainer.Packing;
using Trainer.Policies;
using Trainer.Runs;
using static TorchSharp.torch;

namespace Trainer.Sft;

/// <summary>One step of supervised tuning: cross-entropy over completion tokens, the mean over all tokens of the step however it is cut.</summary>
internal sealed class SftStep : ITrainingStep
{
    private readonly Policy policy;
    private readonly Mixture mixture;
    private readonly SftOptions options;
    private readonly AnswerWriter? reasoning;
    private readonly LessonWriter writer;
    private readonly int seed;

    public SftStep(Policy policy, Mixture mixture, RunRecord record)
    {
        (this.policy, this.mixture, options, seed) = (policy, mixture, record.Sft, record.Seed);
        writer = new LessonWriter(policy);
        reasoning =
            options.Target == SftTarget.OwnReasoning
                ? new AnswerWriter(policy, record.Grpo.MaxCompletionTokens, record.Grpo.Temperature)
                : null;
    }

    public StepReport Run(int step)
    {
        var questions = mixture.Draw(step, options.BatchSize, bothOrders: false);
        var lessons = Lessons(questions, step);
        long scored = lessons.Sum(lesson => (long)(lesson.Example.Completion.Length - lesson.Skip));
        policy.ZeroGradients();
        policy.Model.train();
        var tally = new SftTally(mixture.Tasks);
        int size = (lessons.Count + options.AccumulationSteps - 1) / options.AccumulationSteps;
        foreach (var part in lessons.Chunk(size))
        {
            Learn(part, scored, tally);
        }

        policy.Model.eval();
        var (norm, rate) = policy.Update(step);
        var metrics = tally.Read(scored);
        (metrics["grad_norm"], metrics["learning_rate"]) = (norm, rate);
        metrics["num_tokens"] = lessons.Sum(lesson => lesson.Example.Prompt.Ids.Length + lesson.Example.Completion.Length);
        return new StepReport(metrics, []);
    }

    public void Dispose() => reasoning?.Dispose();

    private void Learn(Lesson[] part, long scored, SftTally tally)
    {
        using var scope = NewDisposeScope();
        var batch = new LessonBatch(part);
        var logits = batch.Logits(policy); // [tokens, vocab]
        var loss = batch.Loss(policy, logits, scored, options.LabelSmoothing);
        loss.backward();
        tally.Add(loss.Number<float>(), logits.detach(), batch.Targets, batch.Lessons);
    }

    private List<Lesson> Lessons(List<Question> questions, int step)
    {
        var own = reasoning?.Reasons(questions, seed, step);
        return
        [
            .. questions.Select(
                (question, i) =>
                    writer.Write(question, own is null ? writer.Rationale(question) : own[i], options.VerdictTokensOnly)
            ),
        ];
    }
}
