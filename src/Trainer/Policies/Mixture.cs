// Which questions a step asks. Every draw is a function of the seed and of counters that a checkpoint keeps, so that a resumed run asks what
// the undisturbed one would have asked.
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Gym;

namespace Trainer.Policies;

/// <summary>Draws questions from weighted sources: shares are kept within one question a step, not left to chance.</summary>
internal sealed class Mixture
{
    private readonly IReadOnlyList<(ITrainingSource Source, double Weight)> entries;
    private readonly MixtureOptions options;
    private readonly PromptRenderer prompts;
    private readonly int seed;
    private long[] drawn;
    private double[] accuracy; // recent, a task

    public Mixture(
        IReadOnlyList<(ITrainingSource Source, double Weight)> entries,
        MixtureOptions options,
        PromptRenderer prompts,
        int seed
    )
    {
        (this.entries, this.options, this.prompts, this.seed) = (entries, options, prompts, seed);
        drawn = new long[entries.Count];
        accuracy = [.. Enumerable.Repeat(0.5, entries.Count)];
    }

    /// <summary>[entries] names of the tasks, for metrics; an entry is one task of one source.</summary>
    public IReadOnlyList<string> Tasks => [.. entries.Select(entry => entry.Source.Task)];

    /// <summary>Whether an entry draws from the gym, whose answers are known for sure.</summary>
    public bool IsGym(int entry) => entries[entry].Source is GymSource;

    /// <summary>What a checkpoint keeps.</summary>
    public MixtureState State
    {
        get => new([.. drawn], [.. accuracy]);
        set
        {
            if (value.Drawn.Length != entries.Count || value.Accuracy.Length != entries.Count)
            {
                throw new ArgumentException(
                    $"the saved mixture has {value.Drawn.Length} sources, this one has {entries.Count}",
                    nameof(value)
                );
            }

            (drawn, accuracy) = ([.. value.Drawn], [.. value.Accuracy]);
        }
    }

    /// <summary>The questions of a step, each task's in proportion to its weight.</summary>
    /// <param name="step">Counted from 0.</param>
    /// <param name="count">Questions; a pair in both orders counts as two.</param>
    /// <param name="bothOrders">Pairs come twice, the swapped one directly behind.</param>
    public List<Question> Draw(int step, int count, bool bothOrders)
    {
        var random = GymRandom.For((ulong)(uint)seed ^ 0xA51C_0000_0000UL, (ulong)step);
        double[] weights = [.. entries.Select((entry, i) => entry.Weight * Emphasis(i))];
        double total = weights.Sum();
        double offset = random.Unit();
        List<Question> questions = [];
        // Systematic sampling: evenly spaced pointers over the weights laid end to end.
        int entry = 0;
        double reached = weights[0];
        for (int i = 0; i < count; i++)
        {
            double pointer = (i + offset) * total / count;
            while (pointer >= reached && entry + 1 < entries.Count)
            {
                reached += weights[++entry];
            }

            bool pair = bothOrders && entries[entry].Source.Kind == TaskKind.Pairwise;
            // A pair in both orders takes two pointers: the second one draws nothing.
            if (!pair || (i + step) % 2 == 0)
            {
                var mode = random.Chance(options.ReasonedShare) ? VerdictMode.Reasoned : VerdictMode.Verdict;
                questions.AddRange(Ask(entry, mode, pair));
            }
        }

        return questions;
    }

    /// <summary>A fresh question of the entry of another one, in its mode.</summary>
    public List<Question> Replace(Question question, bool bothOrders) =>
        Ask(question.Entry, question.Mode, bothOrders && question.Case.Task.Kind == TaskKind.Pairwise);

    /// <summary>Remembers how well a task went, for <see cref="MixtureOptions.WorstTaskEmphasis"/>.</summary>
    public void Learned(int entry, double recent) => accuracy[entry] = 0.8 * accuracy[entry] + 0.2 * recent;

    private double Emphasis(int entry) => Math.Pow(1.05 - accuracy[entry], options.WorstTaskEmphasis);

    private List<Question> Ask(int entry, VerdictMode mode, bool bothOrders)
    {
        var item = entries[entry].Source.Draw(drawn[entry]++);
        TrainingCase[] cases = bothOrders ? [item, item.Swapped()] : [item];
        return
        [
            .. cases.Select(shown => new Question(
                shown,
                mode,
                prompts.Render(shown.Task, shown.Images, shown.Text, mode),
                entry
            )),
        ];
    }
}
