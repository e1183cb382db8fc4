namespace NativeCompat;

/// <summary>What became of one library: nothing to do, adapted, or beyond help (with the sentence that says why).</summary>
internal abstract record Outcome(string Message)
{
    internal sealed record Untouched(string Message) : Outcome(Message);

    internal sealed record Adapted(string Message) : Outcome(Message);

    internal sealed record Unhelpable(string Message) : Outcome(Message);
}
