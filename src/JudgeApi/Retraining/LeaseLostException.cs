namespace JudgeApi.Retraining;

/// <summary>Another server works on the run by now: whoever gets this stops at once and writes nothing more.</summary>
/// <param name="holder">The other server; null: nobody.</param>
internal sealed class LeaseLostException(string? holder) : Exception("the lease of the training run was lost")
{
    public string? Holder { get; } = holder;
}
