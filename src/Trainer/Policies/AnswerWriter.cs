using JudgeCore.Engine;
using JudgeCore.Verdicts;
using Trainer.Gym;

namespace Trainer.Policies;

/// <summary>Lets the policy answer, through the engine that also serves: many questions and many samples of each at once.</summary>
/// <param name="policy">Its weights at the moment of writing.</param>
/// <param name="maxTokens">Tokens of a completion.</param>
/// <param name="temperature">Of the sampler.</param>
internal sealed class AnswerWriter(Policy policy, int maxTokens, double temperature) : IDisposable
{
    private const int SlotMultiple = 64;

    /// <summary>Answers that are written at once.</summary>
    public int MaxSequences { get; init; } = 256;

    /// <summary>Answers to one question share the reading of its prompt.</summary>
    public bool SharesPrompts { get; init; } = true;

    private JudgeCore.Engine.Generator? generator;
    private int slot;

    /// <summary>Samples completions, the same ones for the same weights, seed and step.</summary>
    /// <returns>[question][sample]</returns>
    public Sequence[][] Write(IReadOnlyList<Question> questions, int samples, int seed, int step)
    {
        var answers = policy.Prompts.Answers;
        HashSet<int> end = [answers.End];
        var sequences = questions
            .Select(
                (question, q) =>
                    Enumerable
                        .Range(0, samples)
                        .Select(member => new Sequence(
                            Shared(question.Prompt),
                            new Goal.Write(
                                end,
                                maxTokens,
                                new SamplingOptions(temperature, Seed(seed, step, (long)q * samples + member))
                            )
                        ))
                        .ToArray()
            )
            .ToArray();
        Engine(sequences.SelectMany(group => group).Max(sequence => sequence.Capacity)).Run(sequences.SelectMany(group => group));
        return sequences;
    }

    /// <summary>Samples reasoning up to and with its closing mark: [question] token ids; empty where the question asks for no reasons.</summary>
    public int[][] Reasons(IReadOnlyList<Question> questions, int seed, int step)
    {
        var answers = policy.Prompts.Answers;
        var sequences = questions
            .Select(
                (question, q) =>
                    question.Mode == VerdictMode.Verdict
                        ? null
                        : new Sequence(
                            question.Prompt,
                            new Goal.Reason(
                                answers.Tree(question.Case.Task.Labels),
                                answers.CloseIds,
                                answers.Forbidden,
                                maxTokens,
                                new SamplingOptions(temperature, Seed(seed, step, q))
                            )
                        )
            )
            .ToArray();
        var asked = sequences.OfType<Sequence>().ToList();
        if (asked.Count > 0)
        {
            Engine(asked.Max(sequence => sequence.Capacity)).Run(asked);
        }

        return [.. sequences.Select(sequence => sequence?.Completion.ToArray() ?? [])];
    }

    public void Dispose() => generator?.Dispose();

    // Samples of one question share its whole prompt but for the last token, whose output is what each of them begins with.
    private EnginePrompt Shared(EnginePrompt prompt) => prompt with { SharedPrefix = SharesPrompts ? prompt.Ids.Length - 1 : 0 };

    private JudgeCore.Engine.Generator Engine(int capacity)
    {
        if (generator is null || slot < capacity)
        {
            generator?.Dispose();
            slot = (capacity + SlotMultiple - 1) / SlotMultiple * SlotMultiple;
            var shape = KeyValueShape.Of(policy.Model);
            var options = new EngineOptions { MaxSequences = MaxSequences, MaxTokens = slot };
            generator = new JudgeCore.Engine.Generator(
                policy.Model,
                shape,
                shape.Fit(options, policy.Model.Config.Text.MaxPositions)
            );
        }

        // Every update changes the weights, so nothing computed before may be used again.
        generator.WeightsChanged();
        return generator;
    }

    private static int Seed(int seed, int step, long sample) =>
        (int)(GymRandom.For((ulong)(uint)seed << 32 | (uint)step, (ulong)sample).Next() >> 33);
}
