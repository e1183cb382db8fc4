using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Statistics;

/// <summary>How much was judged in the last day, and how long it took.</summary>
internal sealed class TrafficReader(JudgeDb db, TimeProvider time)
{
    private const int Hours = 24;

    // The latency of so many of the newest judgments speaks for all.
    private const int Sample = 5_000;

    public async Task<Traffic> ReadAsync(CancellationToken cancellationToken)
    {
        var now = UtcInstant.Now(time);
        var thisHour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        List<TrafficHour> hours = [];
        for (int back = Hours - 1; back >= 0; back--)
        {
            var from = thisHour.AddHours(-back);
            var to = from.AddHours(1);
            int count = await db.Judgments.CountAsync(row => row.CreatedAt >= from && row.CreatedAt < to, cancellationToken);
            hours.Add(new TrafficHour(from, count));
        }

        var since = hours[0].From;
        var newest = await db
            .Judgments.AsNoTracking()
            .Where(row => row.CreatedAt >= since)
            .OrderByDescending(row => row.CreatedAt)
            .ThenByDescending(row => row.Id)
            .Take(Sample)
            .Select(row => row.QueueMs + row.ImageMs + row.ModelMs)
            .ToListAsync(cancellationToken);
        newest.Sort();
        return new Traffic(hours, Quantile(newest, 0.5), Quantile(newest, 0.95));
    }

    private static double? Quantile(List<double> sorted, double share) =>
        sorted.Count == 0 ? null : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * share)];
}
