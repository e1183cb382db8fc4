using System.Diagnostics;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Advantages;
using Trainer.Losses;
using Trainer.Policies;
using Trainer.Runs;
using Trainer.Sft;

namespace Trainer.Grpo;

/// <summary>One step of group-relative policy optimisation: a rollout, and what is learned from it.</summary>
internal sealed class GrpoStep : ITrainingStep
{
    private readonly Policy policy;
    private readonly Mixture mixture;
    private readonly RunRecord record;
    private readonly AnswerWriter writer;
    private readonly ReferencePolicy? reference;
    private readonly RolloutFactory rollouts;
    private readonly PolicyUpdate update;
    private readonly LessonWriter lessons;

    public GrpoStep(Policy policy, Mixture mixture, RunRecord record, string baseFolder)
    {
        (this.policy, this.mixture, this.record) = (policy, mixture, record);
        var options = record.Grpo;
        lessons = new LessonWriter(policy);
        writer = new AnswerWriter(policy, options.MaxCompletionTokens, options.Temperature);
        reference = options.Loss.Beta == 0 ? null : new ReferencePolicy(policy, baseFolder);
        rollouts = new RolloutFactory(policy, mixture, writer, options, record.Seed);
        update = new PolicyUpdate(policy, reference, options);
    }

    public StepReport Run(int step)
    {
        var clock = Stopwatch.StartNew();
        var rollout = rollouts.Make(step);
        double before = clock.Elapsed.TotalSeconds;
        var options = record.Grpo;
        // Without KL and entropy bonus a group without signal has no gradient; leaving it out keeps it out of the loss's denominators too.
        bool needsAll = options.Loss.Beta != 0 || options.Loss.EntropyCoefficient != 0 || !options.DropGroupsWithoutSignal;
        var metrics = update.Learn(needsAll ? rollout.All : rollout.WithSignal, Replay(rollout), step);
        Describe(rollout, metrics);
        metrics["guided/share"] = options.Guided.ShareAt(step);
        foreach (var (phase, seconds) in rollout.Seconds)
        {
            metrics[$"time/{phase}"] = seconds;
        }

        metrics["time/update"] = clock.Elapsed.TotalSeconds - before;
        metrics["time/completions_per_second"] = rollout.Sampled / clock.Elapsed.TotalSeconds;
        bool write = record.CompletionsEvery > 0 && step % record.CompletionsEvery == 0;
        return new StepReport(metrics, write ? Lines(rollout, step) : []);
    }

    public void Dispose()
    {
        writer.Dispose();
        reference?.Dispose();
    }

    private List<Lesson> Replay(Rollout rollout) =>
        record.Grpo.ReplayLoss == 0
            ? []
            :
            [
                .. rollout
                    .Groups.Select(group => group[0].Question)
                    .Where(question => mixture.IsGym(question.Entry))
                    .Select(question => lessons.Write(question, lessons.Rationale(question), verdictOnly: false)),
            ];

    private void Describe(Rollout rollout, Dictionary<string, double> metrics)
    {
        var episodes = rollout.Groups.SelectMany(group => group).ToList();
        Put(rollout.Advantages.Metrics);
        Put(RewardMetrics.ByTask(rollout.Rewards, mixture.Tasks));
        Put(
            CompletionMask
                .Of([.. episodes.Select(e => e.Completion.Length)], [.. episodes.Select(e => e.Ended)], record.Grpo.MaskTruncated)
                .Metrics
        );
        metrics["tokens/read"] = rollout.Groups.Sum(group => group[0].Question.Prompt.Ids.Length);
        metrics["tokens/written"] = episodes.Sum(e => e.Completion.Length);
        metrics["num_tokens"] = episodes.Sum(e => e.Question.Prompt.Ids.Length + e.Completion.Length);
        metrics["groups/sampled"] = rollout.Sampled / (double)record.Grpo.GroupSize;
        metrics["groups/with_signal"] = rollout.Advantages.GroupHasSignal.Count(signal => signal);
        metrics["guided/groups"] =
            rollout.Groups.Count(group => group.Any(member => member.Guided)) / (double)rollout.Groups.Count;
        metrics["guided/completions"] = episodes.Count(member => member.Guided) / (double)episodes.Count;
        foreach (var mode in episodes.Where(e => !e.Guided).GroupBy(e => e.Question.Mode))
        {
            string name = mode.Key == VerdictMode.Reasoned ? "reasoned" : "verdict";
            metrics[$"accuracy/{name}"] = mode.Average(e => e.Verdict == e.Question.Case.GoldLabel ? 1.0 : 0);
            metrics[$"format/{name}"] = mode.Average(e => e.WellFormed ? 1.0 : 0);
        }

        foreach (var task in episodes.Where(e => !e.Guided).GroupBy(e => e.Question.Entry).OrderBy(task => task.Key))
        {
            double accuracy = task.Average(e => e.Verdict == e.Question.Case.GoldLabel ? 1.0 : 0);
            metrics[$"accuracy/{mixture.Tasks[task.Key]}"] = accuracy;
            mixture.Learned(task.Key, accuracy);
        }

        void Put(IReadOnlyDictionary<string, double> more)
        {
            foreach (var (name, value) in more)
            {
                metrics[name] = value;
            }
        }
    }

    // The first members of the first groups of each task: enough to see what the judge writes.
    private List<CompletionLine> Lines(Rollout rollout, int step)
    {
        const int GroupsOfTask = 2;
        const int Members = 2;
        var sums = rollout.Rewards.WeightedSums();
        List<CompletionLine> lines = [];
        var indexed = rollout.Groups.Select((group, g) => (group, g)).GroupBy(part => part.group[0].Question.Entry);
        foreach (var (group, g) in indexed.SelectMany(task => task.Take(GroupsOfTask)))
        {
            for (int i = 0; i < Math.Min(Members, group.Length); i++)
            {
                int flat = g * group.Length + i;
                lines.Add(Line(group[i], step, sums[flat], rollout.Advantages.Advantages[flat]));
            }
        }

        return lines;
    }

    private CompletionLine Line(Episode episode, int step, double reward, double advantage)
    {
        var item = episode.Question.Case;
        return new CompletionLine(
            step + 1,
            item.Id,
            item.Task.Name,
            episode.Question.Mode == VerdictMode.Reasoned ? "reasoned" : "verdict",
            item.Text,
            policy.Tokenizer.Decode(episode.Completion),
            episode.WellFormed ? item.Task.Labels[episode.Verdict] : null,
            item.Task.Labels[item.GoldLabel],
            double.IsFinite(reward) ? reward : null,
            advantage,
            episode.Guided
        );
    }
}
