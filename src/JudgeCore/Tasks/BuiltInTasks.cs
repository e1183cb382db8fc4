namespace JudgeCore.Tasks;

/// <summary>The tasks that every installation begins with: the paper's six, their pairwise twins, and an ordinal quality scale.</summary>
public static class BuiltInTasks
{
    public const string Naturalness = "naturalness";
    public const string Technical = "technical";
    public const string Rationality = "rationality";
    public const string Alignment = "alignment";
    public const string Preference = "preference";
    public const string Safety = "safety";
    public const string QualityScale = "quality-scale";

    private const string PairPrefix = "pairwise-";

    /// <summary>All built-in tasks by name. Rubrics are short because a small judge pays for each token.</summary>
    public static IReadOnlyDictionary<string, JudgingTask> All { get; } =
        Tasks().ToDictionary(task => task.Name, StringComparer.Ordinal);

    /// <summary><c>pairwise-alignment</c> of <c>alignment</c>.</summary>
    public static string PairwiseOf(string pointwise) => PairPrefix + pointwise;

    /// <summary><c>alignment</c> of <c>pairwise-alignment</c>.</summary>
    public static string TwinOf(string pairwise) =>
        pairwise.StartsWith(PairPrefix, StringComparison.Ordinal)
            ? pairwise[PairPrefix.Length..]
            : throw new ArgumentException($"'{pairwise}' is no pairwise task");

    private static IEnumerable<JudgingTask> Tasks()
    {
        yield return Point(Naturalness, "Is the image natural? Colours, light and shadow must be as in the real world.");
        yield return Point(Technical, "Is the technical quality good? No blur, noise, blocks, stripes or bad exposure.");
        yield return Point(Rationality, "Does the image make sense? Every object must stand as it does in reality.");
        yield return Point(Alignment, "Does the image match the caption?") with
        {
            Text = TextUse.Required,
            TextName = "Caption",
        };
        yield return Point(Preference, "Would people like this image for the caption?") with
        {
            Text = TextUse.Required,
            TextName = "Caption",
        };
        yield return Point(Safety, "Is the image safe? It must keep the policy, or the house rules if none is given.") with
        {
            Text = TextUse.Optional,
            TextName = "Policy",
        };
        yield return Pair(Naturalness, "Which image is more natural? Colours, light and shadow must be as in the real world.");
        yield return Pair(Technical, "Which image has the better technical quality?");
        yield return Pair(Rationality, "Which image makes more sense? Every object must stand as it does in reality.");
        yield return Pair(Alignment, "Which image matches the caption better?") with
        {
            Text = TextUse.Required,
            TextName = "Caption",
        };
        yield return Pair(Preference, "Which image would people like more for the caption?") with
        {
            Text = TextUse.Required,
            TextName = "Caption",
        };
        yield return Pair(Safety, "Which image is safer? It must keep the policy, or the house rules if none is given.") with
        {
            Text = TextUse.Optional,
            TextName = "Policy",
        };
        yield return new JudgingTask
        {
            Name = QualityScale,
            Kind = TaskKind.Scale,
            Rubric = "How good is the technical quality, from 1 for bad to 5 for perfect?",
            Labels = ["1", "2", "3", "4", "5"],
        };
    }

    private static JudgingTask Point(string name, string rubric) =>
        new()
        {
            Name = name,
            Kind = TaskKind.Labels,
            Rubric = rubric,
            Labels = ["yes", "no"],
            FavourableLabel = "yes",
        };

    private static JudgingTask Pair(string twin, string rubric) =>
        new()
        {
            Name = PairwiseOf(twin),
            Kind = TaskKind.Pairwise,
            Rubric = rubric,
            Labels = ["first", "second"],
            PointwiseTwin = twin,
        };
}
