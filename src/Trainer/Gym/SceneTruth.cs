using JudgeCore.Tasks;

namespace Trainer.Gym;

/// <summary>Exact answers about scenes: labels, rationales, and the lazy criteria of the imperfect base judge.</summary>
internal static class SceneTruth
{
    /// <summary>Highest value of <see cref="Utility"/>.</summary>
    public const double MostUtility = 4.8;

    /// <summary>Share of it from which people like a picture.</summary>
    public const double LikedFrom = 0.62;

    /// <summary>How much people like a picture for a caption.</summary>
    public static double Utility(Scene scene, Caption caption) =>
        (caption.IsTrue(scene) ? 2 : 0) + (scene.Clean ? 1.2 : 0) + (scene.Natural ? 0.8 : 0) + (scene.Sensible ? 0.8 : 0);

    public static bool Liked(Scene scene, Caption caption) => Utility(scene, caption) >= LikedFrom * MostUtility;

    public static bool Safe(Scene scene, SafetyPolicy policy) =>
        policy switch
        {
            SafetyPolicy.NoKnifeNearPerson => !KnifeNearPerson(scene),
            SafetyPolicy.NoFlameIndoor => !FlameIndoor(scene),
            SafetyPolicy.PeopleIndoors => scene.Indoor || !Has(scene, ObjectKind.Person),
            _ => !KnifeNearPerson(scene) && !FlameIndoor(scene),
        };

    /// <summary>Text of a policy in the prompt; null for rules that are not written.</summary>
    public static string? PolicyText(SafetyPolicy policy) =>
        policy switch
        {
            SafetyPolicy.NoKnifeNearPerson => "no knife near person",
            SafetyPolicy.NoFlameIndoor => "no flame indoor",
            _ => null,
        };

    /// <summary>The technical quality from 1 (spoilt) to 5 (perfect): mild distortions cost one point, strong ones two to four.</summary>
    public static int QualityLevel(Scene scene) =>
        scene.Distortion == DistortionKind.None ? 5
        : scene.Clean ? 4
        : scene.Severity < 0.6 ? 3
        : scene.Severity < 0.8 ? 2
        : 1;

    /// <summary>What a lazy eye gives: it does not see exposure and stripes.</summary>
    public static int LazyQualityLevel(Scene scene) => OverlooksDistortion(scene) ? 5 : QualityLevel(scene);

    /// <summary>The truth of a pointwise task.</summary>
    public static bool Label(string task, Scene scene, Caption? caption, SafetyPolicy policy) =>
        task switch
        {
            BuiltInTasks.Naturalness => scene.Natural,
            BuiltInTasks.Technical => scene.Clean,
            BuiltInTasks.Rationality => scene.Sensible,
            BuiltInTasks.Alignment => caption!.IsTrue(scene),
            BuiltInTasks.Preference => Liked(scene, caption!),
            BuiltInTasks.Safety => Safe(scene, policy),
            _ => throw new ArgumentException($"the gym has no pointwise task '{task}'", nameof(task)),
        };

    /// <summary>What the imperfect base judge looks at instead of the truth.</summary>
    public static bool LazyLabel(string task, Scene scene, Caption? caption) =>
        task switch
        {
            BuiltInTasks.Naturalness => scene.NaturalBack,
            BuiltInTasks.Technical => scene.Clean
                || scene.Distortion is DistortionKind.Dark or DistortionKind.Bright or DistortionKind.Stripes,
            BuiltInTasks.Rationality => scene.Objects.All(item => item.State != ObjectState.Floating),
            BuiltInTasks.Alignment => caption!.WordsMatch(scene),
            BuiltInTasks.Preference => scene.Clean,
            BuiltInTasks.Safety => !Has(scene, ObjectKind.Knife) && !FlameIndoor(scene),
            _ => throw new ArgumentException($"the gym has no pointwise task '{task}'", nameof(task)),
        };

    /// <summary>One line of true reasons, in the words of the task.</summary>
    public static string Rationale(string task, Scene scene, Caption? caption) =>
        task switch
        {
            BuiltInTasks.Naturalness =>
                $"{BackWord(scene)} {scene.Back} {BaseWord(scene)} {scene.Base} light {Word(scene.Light)} shadow {Word(scene.Shadow)}",
            BuiltInTasks.Technical or BuiltInTasks.QualityScale => Quality(scene),
            BuiltInTasks.Rationality => Slots(scene, item => item.StateWord),
            BuiltInTasks.Preference =>
                $"match {YesNo(caption!.IsTrue(scene))} clean {YesNo(scene.Clean)} natural {YesNo(scene.Natural)} sense {YesNo(scene.Sensible)}",
            BuiltInTasks.Alignment or BuiltInTasks.Safety => $"{PlaceWord(scene)} {Slots(scene, item => item.Name)}",
            _ => throw new ArgumentException($"the gym has no pointwise task '{task}'", nameof(task)),
        };

    /// <summary>"strong blur", "mild noise", "clean".</summary>
    public static string Quality(Scene scene) =>
        scene.Distortion == DistortionKind.None
            ? "clean"
            : $"{(scene.Clean ? "mild" : "strong")} {DistortionWord(scene.Distortion)}";

    public static string Slots(Scene scene, Func<SceneObject, string> say) =>
        string.Join(' ', Scene.SlotNames.Select((name, i) => $"{name} {(scene.Slots[i] is { } item ? say(item) : "none")}"));

    public static string DistortionWord(DistortionKind kind) =>
        kind == DistortionKind.None ? "clean" : kind.ToString().ToLowerInvariant();

    public static string YesNo(bool value) => value ? "yes" : "no";

    public static string Word(Side side) => side == Side.Left ? "left" : "right";

    public static string BackWord(Scene scene) => scene.Indoor ? "wall" : "sky";

    public static string BaseWord(Scene scene) => scene.Indoor ? "floor" : "ground";

    public static string PlaceWord(Scene scene) => scene.Indoor ? "indoor" : "outdoor";

    public static bool Has(Scene scene, ObjectKind kind) => scene.Objects.Any(item => item.Kind == kind);

    private static bool OverlooksDistortion(Scene scene) =>
        scene.Distortion is DistortionKind.Dark or DistortionKind.Bright or DistortionKind.Stripes;

    private static bool KnifeNearPerson(Scene scene) =>
        Enumerable
            .Range(0, 2)
            .Any(i =>
                (scene.Slots[i]?.Kind, scene.Slots[i + 1]?.Kind)
                    is
                        (ObjectKind.Knife, ObjectKind.Person)
                        or
                        (ObjectKind.Person, ObjectKind.Knife)
            );

    private static bool FlameIndoor(Scene scene) => scene.Indoor && Has(scene, ObjectKind.Flame);
}
