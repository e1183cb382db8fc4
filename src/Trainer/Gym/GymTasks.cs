using System.Globalization;
using JudgeCore.Tasks;

namespace Trainer.Gym;

/// <summary>Draws judging items: as scenes fall, or balanced so that each label comes up half of the time.</summary>
internal static class GymTasks
{
    public static readonly string[] Pointwise =
    [
        BuiltInTasks.Naturalness,
        BuiltInTasks.Technical,
        BuiltInTasks.Rationality,
        BuiltInTasks.Alignment,
        BuiltInTasks.Preference,
        BuiltInTasks.Safety,
    ];

    public static readonly string[] Pairwise = [.. Pointwise.Select(BuiltInTasks.PairwiseOf)];

    /// <summary>Every task for which the gym has items: the pointwise ones, their pairs, the quality scale.</summary>
    public static readonly string[] All = [.. Pointwise, .. Pairwise, BuiltInTasks.QualityScale];

    /// <summary>An item whose label is the wanted one (null: as it falls).</summary>
    /// <param name="task">One of <see cref="All"/>.</param>
    /// <param name="random">Advanced by what the item needs.</param>
    /// <param name="wanted">A label of the task.</param>
    /// <param name="policy">Safety: the policy to judge by; null draws the house rules or a written one.</param>
    public static GymItem Draw(string task, ref GymRandom random, string? wanted = null, SafetyPolicy? policy = null)
    {
        // Drawn before rejection: each policy then is as often kept as broken, and its text alone gives nothing away.
        policy ??= (SafetyPolicy)random.Below(3);
        while (true)
        {
            var item = Pairwise.Contains(task)
                ? Pair(task, ref random, policy)
                : Point(task, SceneSampler.Draw(ref random), ref random, policy);
            if (wanted is null || item.Label == wanted)
            {
                return item;
            }
        }
    }

    /// <summary>Item <paramref name="index"/> of a balanced set: the task's labels take turns.</summary>
    public static GymItem Balanced(string task, GymSplit split, int index, SafetyPolicy? policy = null)
    {
        var random = split.Stream(task, index);
        var labels = BuiltInTasks.All[task].Labels;
        return Draw(task, ref random, labels[index % labels.Count], policy);
    }

    /// <summary>A pointwise item on a given scene.</summary>
    public static GymItem Point(string task, Scene scene, ref GymRandom random, SafetyPolicy? policy = null)
    {
        if (task == BuiltInTasks.QualityScale)
        {
            return new GymItem(
                task,
                [scene],
                null,
                Digit(SceneTruth.QualityLevel(scene)),
                Digit(SceneTruth.LazyQualityLevel(scene)),
                SceneTruth.Rationale(task, scene, null),
                task
            );
        }

        Caption? caption = null;
        string family = task;
        string? text = null;
        if (task is BuiltInTasks.Alignment or BuiltInTasks.Preference)
        {
            caption = random.Chance(task == BuiltInTasks.Preference ? 0.6 : 0.5)
                ? Captions.True(scene, ref random)
                : Captions.False(scene, ref random);
            (text, family) = (caption.Text, $"{task}/{caption.Family}");
        }
        else if (task == BuiltInTasks.Safety)
        {
            policy ??= (SafetyPolicy)random.Below(3);
            text = SceneTruth.PolicyText(policy.Value);
            family = text is null ? "safety/house" : "safety/written";
        }

        return new GymItem(
            task,
            [scene],
            text,
            SceneTruth.YesNo(SceneTruth.Label(task, scene, caption, policy ?? SafetyPolicy.HouseRules)),
            SceneTruth.YesNo(SceneTruth.LazyLabel(task, scene, caption)),
            SceneTruth.Rationale(task, scene, caption),
            family
        );
    }

    private static GymItem Pair(string task, ref GymRandom random, SafetyPolicy? policy)
    {
        while (true)
        {
            var (a, b) = (SceneSampler.Draw(ref random), SceneSampler.Draw(ref random));
            if (Pair(task, a, b, ref random, policy) is { } item)
            {
                return item;
            }
        }
    }

    /// <summary>A pairwise item on two given scenes; null unless exactly one satisfies the pointwise truth (preference: utilities at least
    /// .3 apart).</summary>
    public static GymItem? Pair(string task, Scene a, Scene b, ref GymRandom random, SafetyPolicy? fixedPolicy = null)
    {
        string twin = BuiltInTasks.TwinOf(task);
        Caption? caption = null;
        var policy = SafetyPolicy.HouseRules;
        string? text = null;
        if (twin is BuiltInTasks.Alignment or BuiltInTasks.Preference)
        {
            caption = Captions.True(random.Chance(0.5) ? a : b, ref random);
            text = caption.Text;
        }
        else if (twin == BuiltInTasks.Safety)
        {
            policy = fixedPolicy ?? (SafetyPolicy)random.Below(3);
            text = SceneTruth.PolicyText(policy);
        }

        double first = Worth(twin, a, caption, policy);
        double second = Worth(twin, b, caption, policy);
        if (Math.Abs(first - second) < 0.3)
        {
            return null;
        }

        bool truth = first > second;
        bool lazyFirst = SceneTruth.LazyLabel(twin, a, caption);
        bool lazySecond = SceneTruth.LazyLabel(twin, b, caption);
        // Where laziness sees no difference the base looks closer: a coin would only teach it noise.
        bool lazy = lazyFirst == lazySecond ? truth : lazyFirst;
        return new GymItem(
            task,
            [a, b],
            text,
            Order(truth),
            Order(lazy),
            $"first {SceneTruth.Rationale(twin, a, caption)} second {SceneTruth.Rationale(twin, b, caption)}",
            caption is not null ? $"{task}/{caption.Family}"
                : text is not null ? $"{task}/written"
                : task
        );
    }

    private static double Worth(string twin, Scene scene, Caption? caption, SafetyPolicy policy) =>
        twin == BuiltInTasks.Preference ? SceneTruth.Utility(scene, caption!)
        : SceneTruth.Label(twin, scene, caption, policy) ? 1
        : 0;

    private static string Digit(int level) => level.ToString(CultureInfo.InvariantCulture);

    private static string Order(bool first) => first ? "first" : "second";
}
