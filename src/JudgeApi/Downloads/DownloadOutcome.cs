namespace JudgeApi.Downloads;

/// <summary>How asking one URL ended. Reasons are sentences without their subject, which is the request's field.</summary>
internal abstract record DownloadOutcome
{
    private DownloadOutcome() { }

    /// <summary>The whole body, within the limits.</summary>
    public sealed record Fetched(byte[] Bytes) : DownloadOutcome;

    /// <summary>The host names another place; not checked yet.</summary>
    public sealed record Redirected(string Location) : DownloadOutcome;

    /// <summary>Asking again will not help.</summary>
    public sealed record Refused(int Status, string Code, string Reason, long? Limit = null) : DownloadOutcome;

    /// <summary>Asking again may help.</summary>
    /// <param name="Code">Stable.</param>
    /// <param name="Reason">A sentence's end.</param>
    /// <param name="RetryAfter">When, if the host said so.</param>
    /// <param name="AtOnce">False where this request need not try again.</param>
    public sealed record Failed(string Code, string Reason, TimeSpan? RetryAfter = null, bool AtOnce = true) : DownloadOutcome;
}
