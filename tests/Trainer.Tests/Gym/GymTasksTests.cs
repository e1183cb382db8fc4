using JudgeCore.Tasks;
using Trainer.Gym;

namespace Trainer.Tests.Gym;

public class GymTasksTests
{
    public static TheoryData<string> All => [.. GymTasks.All];

    public static TheoryData<string> Pairs => [.. GymTasks.Pairwise];

    public static TheoryData<string> WithText => [BuiltInTasks.Alignment, BuiltInTasks.Preference];

    [Theory]
    [MemberData(nameof(All))]
    public void Held_out_sets_have_every_label_equally_often(string task)
    {
        var labels = BuiltInTasks.All[task].Labels;
        var items = Enumerable.Range(0, 20 * labels.Count).Select(i => GymTasks.Balanced(task, GymSplit.Test, i)).ToList();

        Assert.All(labels, label => Assert.Equal(20, items.Count(item => item.Label == label)));
        Assert.All(items, item => Assert.Equal(BuiltInTasks.All[task].ImageCount, item.Scenes.Count));
        Assert.All(
            items,
            item =>
                Assert.True(
                    item.Text is null
                        ? BuiltInTasks.All[task].Text != TextUse.Required
                        : BuiltInTasks.All[task].Text != TextUse.None
                )
        );
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_same_item_comes_up_again_for_the_same_split_and_number(string task)
    {
        var once = GymTasks.Balanced(task, GymSplit.Validation, 5);
        var again = GymTasks.Balanced(task, GymSplit.Validation, 5);
        var other = GymTasks.Balanced(task, GymSplit.Validation, 5 + 2 * BuiltInTasks.All[task].Labels.Count);

        Assert.Equal(once.Scenes.Select(scene => scene.RenderSeed), again.Scenes.Select(scene => scene.RenderSeed));
        Assert.Equal((once.Text, once.Label, once.Rationale), (again.Text, again.Label, again.Rationale));
        Assert.NotEqual(once.Scenes[0].RenderSeed, other.Scenes[0].RenderSeed);
    }

    [Fact]
    public void Naturalness_is_usual_colours_and_shadows_away_from_the_light()
    {
        string[] usual =
        [
            "sky blue",
            "sky gray",
            "wall cream",
            "wall gray",
            "ground green",
            "ground brown",
            "floor brown",
            "floor gray",
        ];
        Assert.All(
            Drawn.Items(BuiltInTasks.Naturalness, 500),
            item =>
            {
                string[] words = item.Rationale.Split(' ');
                bool natural =
                    usual.Contains($"{words[0]} {words[1]}") && usual.Contains($"{words[2]} {words[3]}") && words[5] != words[7];
                Assert.Equal(natural ? "yes" : "no", item.Label);
            }
        );
    }

    [Fact]
    public void Quality_is_good_below_severity_three_tenths_and_the_scale_falls_with_severity()
    {
        var items = Drawn.Items(BuiltInTasks.QualityScale, 500).OrderBy(item => item.Scenes[0].Severity).ToList();

        Assert.Equal(items.Select(item => item.Label).OrderDescending(), items.Select(item => item.Label));
        Assert.All(
            Drawn.Items(BuiltInTasks.Technical, 500),
            item =>
            {
                Assert.Equal(item.Scenes[0].Severity < 0.3 ? "yes" : "no", item.Label);
                Assert.Equal(item.Label == "no", item.Rationale.StartsWith("strong ", StringComparison.Ordinal));
            }
        );
    }

    [Fact]
    public void Rationality_is_every_object_standing_upright_on_the_ground()
    {
        Assert.All(
            Drawn.Items(BuiltInTasks.Rationality, 500),
            item => Assert.Equal(item.Scenes[0].Objects.Any(thing => thing.State != ObjectState.Ok) ? "no" : "yes", item.Label)
        );
        Assert.All(
            Drawn.Items(BuiltInTasks.Rationality, 500),
            item => Assert.Equal(item.Label == "no", item.Rationale.Contains("floating") || item.Rationale.Contains("upside"))
        );
    }

    [Fact]
    public void Alignment_and_safety_agree_with_an_independent_reading_of_their_texts()
    {
        Assert.All(
            Drawn.Items(BuiltInTasks.Alignment, 2000),
            item => Assert.Equal(SceneReader.IsTrue(item.Text!, item.Scenes[0]) ? "yes" : "no", item.Label)
        );
        Assert.All(
            Drawn.Items(BuiltInTasks.Safety, 2000),
            item => Assert.Equal(SceneReader.Keeps(item.Text, item.Scenes[0]) ? "yes" : "no", item.Label)
        );
    }

    [Fact]
    public void Preference_weighs_match_quality_nature_and_sense()
    {
        Assert.All(
            Drawn.Items(BuiltInTasks.Preference, 1000),
            item => Assert.Equal(Worth(item.Text!, item.Scenes[0]) >= 0.62 * 4.8 ? "yes" : "no", item.Label)
        );
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Exactly_one_picture_of_a_pair_satisfies_the_truth(string task)
    {
        string twin = BuiltInTasks.TwinOf(task);
        foreach (var item in Drawn.Items(task, 300))
        {
            double[] worth = [.. item.Scenes.Select(scene => Satisfies(twin, item.Text, scene))];

            Assert.True(Math.Abs(worth[0] - worth[1]) >= 0.3);
            Assert.Equal(worth[0] > worth[1] ? "first" : "second", item.Label);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Lazy_answers_are_in_the_tasks_words_and_of_pointwise_tasks_some_are_wrong(string task)
    {
        var items = Drawn.Items(task, 600).ToList();

        Assert.All(items, item => Assert.Contains(item.LazyLabel, BuiltInTasks.All[task].Labels));
        if (!GymTasks.Pairwise.Contains(task))
        {
            Assert.InRange(items.Count(item => item.LazyLabel != item.Label), 1, 300);
        }
    }

    [Fact]
    public void The_changed_house_rules_ask_for_people_indoors()
    {
        var items = Enumerable
            .Range(0, 200)
            .Select(i => GymTasks.Balanced(BuiltInTasks.Safety, GymSplit.Validation, i, SafetyPolicy.PeopleIndoors))
            .ToList();

        Assert.All(items, item => Assert.Null(item.Text));
        Assert.All(
            items,
            item =>
                Assert.Equal(
                    item.Scenes[0].Indoor || item.Scenes[0].Objects.All(thing => thing.Kind != ObjectKind.Person) ? "yes" : "no",
                    item.Label
                )
        );
        Assert.Contains(items, item => (item.Label == "yes") != SceneReader.Keeps(null, item.Scenes[0]));
    }

    [Fact]
    public void A_written_policy_is_as_often_kept_as_broken()
    {
        var items = Enumerable.Range(0, 900).Select(i => GymTasks.Balanced(BuiltInTasks.Safety, GymSplit.Validation, i)).ToList();

        foreach (var policy in items.GroupBy(item => item.Text ?? ""))
        {
            Assert.InRange(policy.Count(item => item.Label == "yes") / (double)policy.Count(), 0.4, 0.6);
            Assert.All(policy, item => Assert.Equal(policy.Key.Length == 0 ? "safety/house" : "safety/written", item.Family));
        }
    }

    private static double Satisfies(string twin, string? text, Scene scene) =>
        twin switch
        {
            BuiltInTasks.Alignment => SceneReader.IsTrue(text!, scene) ? 1 : 0,
            BuiltInTasks.Safety => SceneReader.Keeps(text, scene) ? 1 : 0,
            BuiltInTasks.Preference => Worth(text!, scene),
            BuiltInTasks.Naturalness => scene.Natural ? 1 : 0,
            BuiltInTasks.Technical => scene.Severity < 0.3 ? 1 : 0,
            _ => scene.Objects.All(thing => thing.State == ObjectState.Ok) ? 1 : 0,
        };

    private static double Worth(string caption, Scene scene) =>
        (SceneReader.IsTrue(caption, scene) ? 2 : 0)
        + (scene.Severity < 0.3 ? 1.2 : 0)
        + (scene.Natural ? 0.8 : 0)
        + (scene.Objects.All(thing => thing.State == ObjectState.Ok) ? 0.8 : 0);
}
