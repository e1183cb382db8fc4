using System.Text.RegularExpressions;

namespace JudgeCore.Checkpoints;

/// <summary>A regular expression from an adapter's configuration, applied to the paths of modules as PEFT applies it.</summary>
internal sealed class ModulePattern
{
    // The expression comes from whoever made the adapter; paths are short, so only a hostile one takes long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Regex regex;

    private ModulePattern(string text, string expression)
    {
        Text = text;
        try
        {
            regex = new Regex(expression, RegexOptions.CultureInvariant, Patience);
        }
        catch (ArgumentException exception)
        {
            throw new FormatException($"has the invalid regular expression '{text}': {exception.Message}");
        }
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>Matches the whole path.</summary>
    /// <exception cref="FormatException">The text is no regular expression.</exception>
    public static ModulePattern Whole(string text) => new(text, $@"\A(?:{text})\z");

    /// <summary>Matches the end of the path, beginning at a dot or at its start.</summary>
    /// <exception cref="FormatException">The text is no regular expression.</exception>
    public static ModulePattern Ending(string text) => new(text, $@"\A(?:.*\.)?(?:{text})\z");

    /// <exception cref="CheckpointException">The expression takes too long.</exception>
    public bool Matches(string path)
    {
        try
        {
            return regex.IsMatch(path);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new CheckpointException(
                $"the adapter's regular expression '{Text}' takes over {Patience.TotalSeconds} s on '{path}'",
                exception
            );
        }
    }
}
