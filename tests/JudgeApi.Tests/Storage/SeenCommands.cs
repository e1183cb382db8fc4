using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace JudgeApi.Tests.Storage;

/// <summary>The commands that one flow of a test sends to a database.</summary>
internal sealed class SeenCommands : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private static readonly AsyncLocal<ConcurrentQueue<(string Text, DbParameter[] Parameters)>?> Flow = new();
    private static readonly Lazy<IDisposable> Subscription = new(() =>
        DiagnosticListener.AllListeners.Subscribe(new SeenCommands())
    );

    private SeenCommands() { }

    /// <summary>Before the service starts: the framework asks only now and then whether anybody listens.</summary>
    public static void Begin() => _ = Subscription.Value;

    /// <summary>What this flow sends from now on.</summary>
    public static ConcurrentQueue<(string Text, DbParameter[] Parameters)> Listen() => Flow.Value = [];

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            value.Subscribe(this);
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (
            value.Key == RelationalEventId.CommandExecuting.Name
            && value.Value is CommandEventData { Command: { } command }
            && Flow.Value is { } seen
        )
        {
            seen.Enqueue((command.CommandText, [.. command.Parameters.Cast<DbParameter>()]));
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }
}
