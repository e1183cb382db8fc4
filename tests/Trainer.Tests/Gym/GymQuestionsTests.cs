using JudgeCore.Tasks;
using Trainer.Gym;

namespace Trainer.Tests.Gym;

public class GymQuestionsTests
{
    [Fact]
    public void Attribute_questions_are_answered_from_the_scene()
    {
        var random = new GymRandom(1);
        foreach (var scene in Drawn.Scenes(3000))
        {
            var (question, answer) = GymQuestions.Attribute(scene, ref random);
            string? expected = question switch
            {
                "where is the light?" or "light at which side?" => scene.Light == Side.Left ? "left" : "right",
                "where is the shadow?" or "shadow at which side?" => scene.Shadow == Side.Left ? "left" : "right",
                "how many objects?" or "number of objects?" => new[] { "none", "one", "two", "three" }[
                    scene.Slots.Count(item => item is not null)
                ],
                "indoor or outdoor?" => scene.Indoor ? "indoor" : "outdoor",
                _ when question.StartsWith("is there ", StringComparison.Ordinal) => SceneReader.IsTrue(question[9..^1], scene)
                    ? "yes"
                    : "no",
                _ when question.EndsWith("at mid?", StringComparison.Ordinal) && scene.Slots[1] is null => "none",
                _ when question.Contains("colour", StringComparison.Ordinal)
                        && (question.Contains("sky") || question.Contains("wall")) => scene.Back,
                _ => null,
            };

            Assert.Equal(expected ?? answer, answer);
            Assert.NotEmpty(answer);
        }
    }

    [Fact]
    public void Which_image_is_asked_only_where_the_two_differ()
    {
        var random = new GymRandom(2);
        List<string> answers = [];
        for (int i = 0; i < 1000; i++)
        {
            var (first, second) = (Drawn.Scene(2 * i), Drawn.Scene(2 * i + 1));
            var (question, answer) = GymQuestions.Which(first, second, ref random);
            if (question == "which image has more objects?")
            {
                Assert.Equal(first.Objects.Count() > second.Objects.Count() ? "first" : "second", answer);
                Assert.NotEqual(first.Objects.Count(), second.Objects.Count());
            }
            else if (question.StartsWith("which image shows ", StringComparison.Ordinal))
            {
                string caption = question[18..^1];
                Assert.Equal(answer == "first", SceneReader.IsTrue(caption, first));
                Assert.Equal(answer == "second", SceneReader.IsTrue(caption, second));
            }

            answers.Add(answer);
        }

        Assert.InRange(answers.Count(answer => answer == "first"), 350, 650);
    }

    [Fact]
    public void Indexed_questions_are_about_the_named_image()
    {
        var random = new GymRandom(3);
        for (int i = 0; i < 500; i++)
        {
            var (first, second) = (Drawn.Scene(2 * i), Drawn.Scene(2 * i + 1));
            var (question, answer) = GymQuestions.Indexed(first, second, ref random);
            var scene = question.StartsWith("first image: ", StringComparison.Ordinal) ? first : second;
            if (question.EndsWith("where is the light?", StringComparison.Ordinal))
            {
                Assert.Equal(scene.Light == Side.Left ? "left" : "right", answer);
            }

            Assert.Matches("^(first|second) image: ", question);
        }
    }

    [Fact]
    public void All_texts_use_a_small_regular_vocabulary()
    {
        var random = new GymRandom(4);
        HashSet<string> words = [];
        for (int i = 0; i < 2000; i++)
        {
            var (a, b) = (Drawn.Scene(2 * i), Drawn.Scene(2 * i + 1));
            foreach (
                var (question, answer) in new[]
                {
                    GymQuestions.Attribute(a, ref random),
                    GymQuestions.Describe(a, ref random),
                    GymQuestions.Indexed(a, b, ref random),
                    GymQuestions.Which(a, b, ref random),
                }
            )
            {
                words.UnionWith($"{question} {answer}".Split(' '));
            }
        }

        foreach (string task in GymTasks.All)
        {
            foreach (var item in Drawn.Items(task, 200))
            {
                words.UnionWith(
                    $"{item.Text} {item.Label} {item.LazyLabel} {item.Rationale}".Split(
                        ' ',
                        StringSplitOptions.RemoveEmptyEntries
                    )
                );
            }
        }

        words = [.. words.Select(word => word.Trim('?', '.', ':'))];
        Assert.InRange(words.Count, 50, 150);
        Assert.All(words, word => Assert.Matches("^[a-z0-9]+$", word));
        Assert.Contains(BuiltInTasks.All[BuiltInTasks.Safety].Labels[0], words);
    }
}
