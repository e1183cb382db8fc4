namespace JudgeCore.Checkpoints;

/// <summary>Which modules an adapter changes: by the end of their paths, or by one regular expression over the whole path.</summary>
internal sealed class AdapterTargets
{
    private readonly ModulePattern? pattern;

    private AdapterTargets(IReadOnlyList<string> endings, ModulePattern? pattern) => (Endings, this.pattern) = (endings, pattern);

    /// <summary>Names such as <c>q_proj</c> or longer path ends; empty where an expression is used.</summary>
    public IReadOnlyList<string> Endings { get; }

    /// <summary>The regular expression, or null where endings are used.</summary>
    public string? Expression => pattern?.Text;

    public static AdapterTargets Named(params IEnumerable<string> endings) => new([.. endings], null);

    /// <exception cref="FormatException">The text is no regular expression.</exception>
    public static AdapterTargets Matching(string expression) => new([], ModulePattern.Whole(expression));

    /// <param name="path">A module's path without the weight's name, such as <c>model.language_model.layers.0.self_attn.q_proj</c>.</param>
    public bool Contains(string path) =>
        pattern is null
            ? Endings.Any(ending => path == ending || path.EndsWith($".{ending}", StringComparison.Ordinal))
            : pattern.Matches(path);
}
