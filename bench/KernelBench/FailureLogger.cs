using BenchmarkDotNet.Loggers;

namespace KernelBench;

/// <summary>Lets through what went wrong; the tables are printed at the end.</summary>
internal sealed class FailureLogger : ILogger
{
    public string Id => nameof(FailureLogger);

    public int Priority => 0;

    public void Write(LogKind logKind, string text)
    {
        if (logKind == LogKind.Error)
        {
            Console.Error.Write(text);
        }
    }

    public void WriteLine() { }

    public void WriteLine(LogKind logKind, string text) => Write(logKind, text + "\n");

    public void Flush() { }
}
