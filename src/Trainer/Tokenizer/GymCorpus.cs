using JudgeCore.Tasks;
using Trainer.Gym;

namespace Trainer.Tokenizer;

/// <summary>The texts of the gym and of the built-in tasks: what the tiny judge's tokenizer is learned from.</summary>
internal static class GymCorpus
{
    public static IEnumerable<string> Texts(int seed, int count)
    {
        foreach (var task in BuiltInTasks.All.Values)
        {
            for (int i = 0; i < 50; i++)
            {
                yield return task.Rubric;
                yield return $"\n{task.TextName}: ";
                yield return $"\nThink, then answer {string.Join(", ", task.Labels.SkipLast(1))} or {task.Labels[^1]}.";
                yield return $"\nAnswer {string.Join(", ", task.Labels.SkipLast(1))} or {task.Labels[^1]}.";
            }
        }

        for (int i = 0; i < 200; i++)
        {
            yield return "First image: ";
            yield return " Second image: ";
            yield return "user\n";
            yield return "assistant\n";
            yield return "system\n";
        }

        var split = GymSplit.Train(seed);
        for (int i = 0; i < count; i++)
        {
            var random = split.Stream("corpus", i);
            var (a, b) = (SceneSampler.Draw(ref random), SceneSampler.Draw(ref random));
            foreach (
                var (question, answer) in ((string, string)[])
                    [
                        GymQuestions.Attribute(a, ref random),
                        GymQuestions.Describe(a, ref random),
                        GymQuestions.Indexed(a, b, ref random),
                        GymQuestions.Which(a, b, ref random),
                    ]
            )
            {
                yield return $"\n{question}";
                yield return answer;
            }

            foreach (string task in GymTasks.Pointwise.Concat(GymTasks.Pairwise))
            {
                var item = GymTasks.Draw(task, ref random);
                yield return $" {item.Text}";
                yield return item.Rationale;
                yield return item.Label;
            }
        }
    }
}
