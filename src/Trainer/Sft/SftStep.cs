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
    private readonly int seed;

    public SftStep(Policy policy, Mixture mixture, RunRecord record)
    {
        (this.policy, this.mixture, options, seed) = (policy, mixture, record.Sft, record.Seed);
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
        var packed = new PackedStep([.. part.Select(lesson => new PackedRow([lesson.Example]))]);
        var logits = PackedForward.Logits(policy.Model, packed, policy.TrainsVision).to_type(ScalarType.Float32); // [tokens, vocab]
        long[] targets = [.. packed.Targets];
        int at = 0;
        foreach (int index in packed.Order)
        {
            targets.AsSpan(at, part[index].Skip).Fill(CompletionLoss.Ignored);
            at += part[index].Example.Completion.Length;
        }

        var labels = tensor(targets, device: policy.Model.Policy.Device); // [tokens]
        var loss = CompletionLoss.FromScored(logits, labels, scored, options.LabelSmoothing);
        loss.backward();
        tally.Add(loss.Number<float>(), logits.detach(), targets, [.. packed.Order.Select(index => part[index])]);
    }

    private List<Lesson> Lessons(List<Question> questions, int step)
    {
        var reasons = reasoning?.Reasons(questions, seed, step);
        List<Lesson> lessons = [];
        for (int i = 0; i < questions.Count; i++)
        {
            var question = questions[i];
            string label = question.Case.Task.Labels[question.Case.GoldLabel];
            int[] verdict = policy.Prompts.Answers.Completion(null, label);
            int[]? before =
                question.Mode == VerdictMode.Verdict ? []
                : reasons is null ? Rationale(question)
                : reasons[i];
            if (before is null)
            {
                // Nobody gave reasons: the question is asked for the bare verdict instead.
                question = question with
                {
                    Mode = VerdictMode.Verdict,
                    Prompt = policy.Prompts.Render(
                        question.Case.Task,
                        question.Case.Images,
                        question.Case.Text,
                        VerdictMode.Verdict
                    ),
                };
                before = [];
            }

            lessons.Add(
                new Lesson(
                    question.Entry,
                    new Example(question.Prompt, [.. before, .. verdict]),
                    options.VerdictTokensOnly ? before.Length : 0
                )
            );
        }

        return lessons;
    }

    // The item's reasons and the mark that closes them.
    private int[]? Rationale(Question question)
    {
        if (question.Case.Rationale is not { } rationale)
        {
            return null;
        }

        int[] whole = policy.Prompts.Answers.Completion(rationale, question.Case.Task.Labels[0]);
        return whole[..(whole.AsSpan().LastIndexOf(policy.Prompts.Answers.CloseIds) + policy.Prompts.Answers.CloseIds.Length)];
    }
}
