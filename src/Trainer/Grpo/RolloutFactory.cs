using System.Diagnostics;
using Trainer.Advantages;
using Trainer.Policies;

namespace Trainer.Grpo;

/// <summary>Draws questions, lets the policy answer them, guides, scores; groups without signal may be replaced by fresh ones.</summary>
internal sealed class RolloutFactory(Policy policy, Mixture mixture, AnswerWriter writer, GrpoOptions options, int seed)
{
    // Rounds of one step sample from streams of their own.
    private const int MostRounds = 128;

    private readonly Dictionary<string, double> seconds = [];

    public Rollout Make(int step)
    {
        seconds.Clear();
        var questions = Timed("draw", () => mixture.Draw(step, options.Prompts, options.BothOrders));
        var groups = Timed("sample", () => Sample(questions, step, 0));
        var rollout = Timed("score", () => Score(groups, groups.Count * options.GroupSize));
        for (int round = 1; round <= options.ResampleRounds; round++)
        {
            if (Replace(rollout, step, round) is not { } replaced)
            {
                break;
            }

            rollout = replaced;
        }

        return rollout with
        {
            Seconds = new Dictionary<string, double>(seconds),
        };
    }

    private T Timed<T>(string phase, Func<T> work)
    {
        long began = Stopwatch.GetTimestamp();
        var made = work();
        seconds[phase] = seconds.GetValueOrDefault(phase) + Stopwatch.GetElapsedTime(began).TotalSeconds;
        return made;
    }

    // A fresh question of the same task and mode for each group without signal, so that tasks keep their shares.
    private Rollout? Replace(Rollout rollout, int step, int round)
    {
        List<Question> fresh = [];
        List<int> places = [];
        for (int g = 0; g < rollout.Groups.Count; g++)
        {
            bool pair =
                g + 1 < rollout.Groups.Count
                && rollout.Groups[g + 1][0].Question.Case.Id == $"{rollout.Groups[g][0].Question.Case.Id}/swapped";
            bool signal = rollout.Advantages.GroupHasSignal[g] || (pair && rollout.Advantages.GroupHasSignal[g + 1]);
            if (!signal)
            {
                var question = rollout.Groups[g][0].Question;
                fresh.AddRange(Timed("draw", () => mixture.Replace(question, pair)));
                places.AddRange(pair ? [g, g + 1] : [g]);
            }

            g += pair ? 1 : 0;
        }

        if (fresh.Count == 0)
        {
            return null;
        }

        Episode[][] groups = [.. rollout.Groups];
        foreach (var (place, group) in places.Zip(Timed("sample", () => Sample(fresh, step, round))))
        {
            groups[place] = group;
        }

        return Timed("score", () => Score(groups, rollout.Sampled + fresh.Count * options.GroupSize));
    }

    private List<Episode[]> Sample(List<Question> questions, int step, int round)
    {
        var answers = policy.Prompts.Answers;
        double share = options.Guided.ShareAt(step);
        var written = writer.Write(questions, options.GroupSize, seed, step * MostRounds + round);
        return
        [
            .. questions.Zip(
                written,
                (question, sequences) =>
                    GuidedGroups.Guide([.. sequences.Select(s => EpisodeReader.Read(question, s, answers))], share, policy)
            ),
        ];
    }

    private Rollout Score(IReadOnlyList<Episode[]> groups, int sampled)
    {
        var rewards = GroupRewards.Of(groups, options);
        return new Rollout(groups, rewards, AdvantageEstimator.Estimate(rewards, options.Advantages), sampled);
    }
}
