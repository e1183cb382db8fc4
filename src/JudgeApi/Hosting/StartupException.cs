namespace JudgeApi.Hosting;

/// <summary>The service cannot start; the message is the sentence that the operator reads.</summary>
internal sealed class StartupException : Exception
{
    public StartupException(string message)
        : base(message) { }

    public StartupException(string message, Exception inner)
        : base(message, inner) { }
}
