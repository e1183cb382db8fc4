using JudgeApi.Serving;

namespace JudgeApi.Models;

/// <summary>Watches a version for some minutes after it came into service.</summary>
/// <param name="slot">The version.</param>
/// <param name="before">Requests and failures of the version before; null: there was none.</param>
/// <param name="options">How long, and how many failures are too many.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelWatch(ServedSlot slot, (int Requests, int Failures)? before, ModelOptions options, TimeProvider time)
{
    /// <summary>Why the version is to be taken back, in a sentence; null: it does well, or the watch is over.</summary>
    public string? Verdict()
    {
        var (requests, failures) = slot.Health;
        if (time.GetUtcNow() - slot.Since > TimeSpan.FromMinutes(options.WatchMinutes) || requests < options.WatchRequests)
        {
            return null;
        }

        double usual = before is { Requests: > 0 } known ? (double)known.Failures / known.Requests : 0;
        double share = (double)failures / requests;
        return share > usual + options.WatchFailureShare
            ? FormattableString.Invariant(
                $"It broke on {failures} of its first {requests} requests ({share:P0}); the version before broke on {usual:P0}, and {options.WatchFailureShare:P0} more are tolerated."
            )
            : null;
    }
}
