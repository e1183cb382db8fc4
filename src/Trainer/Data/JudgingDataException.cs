namespace Trainer.Data;

/// <summary>A data file cannot be used; the message is a sentence that begins with file and line.</summary>
internal sealed class JudgingDataException : Exception
{
    public JudgingDataException(string file, int line, string sentence, Exception? cause = null)
        : base(line > 0 ? $"{file} line {line}: {sentence}" : $"{file}: {sentence}", cause) => (File, Line) = (file, line);

    public string File { get; }

    /// <summary>From 1; 0 where no single line is at fault.</summary>
    public int Line { get; }
}
