using System.Text.Json;
using JudgeApi.Hosting;
using JudgeApi.Storage.Entities;
using Microsoft.Extensions.Options;

namespace JudgeApi.Reviews;

/// <summary>
/// Draws, when something is judged, whether it belongs to the random share. The draw knows nothing of the verdict and is never changed, so the share
/// is a fair sample of all judgments, however many of the uncertain ones raters have seen.
/// </summary>
internal sealed class ReviewShares(IOptions<ServiceOptions> options)
{
    public ReviewItem Place(Judgment judgment)
    {
        bool random = Draw.Of(judgment.Id, "share") < options.Value.Review.RandomShare;
        return new ReviewItem
        {
            JudgmentId = judgment.Id,
            Task = judgment.Task,
            CreatedAt = judgment.CreatedAt,
            Share = random ? CorrectionOrigin.Random : CorrectionOrigin.Uncertain,
            Priority = random ? Draw.Of(judgment.Id, "order") : Uncertainty(judgment),
        };
    }

    /// <summary>1 less the distance between the two most probable labels; a pair that was judged differently in its two orders goes before all others.</summary>
    public static double Uncertainty(Judgment judgment)
    {
        var shares = JsonSerializer.Deserialize<Dictionary<string, double>>(judgment.Distribution, Json.Options)!;
        return Uncertainty(shares.Values, judgment.Flipped);
    }

    /// <inheritdoc cref="Uncertainty(Judgment)"/>
    public static double Uncertainty(IEnumerable<double> distribution, bool? flipped)
    {
        double[] shares = [.. distribution.OrderDescending()];
        double margin = shares.Length > 1 ? shares[0] - shares[1] : 1;
        return (flipped == true ? 1 : 0) + 1 - margin;
    }
}
