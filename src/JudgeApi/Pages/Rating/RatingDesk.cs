using JudgeApi.Corrections;
using JudgeApi.Pages.Parts;
using JudgeApi.Problems;
using JudgeApi.Reviews;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using JudgeCore.Tasks;

namespace JudgeApi.Pages.Rating;

/// <summary>
/// One rater's session: the item at hand, the next one fetched while the rater looks at it, and the last answer, which may be taken back. Every answer is
/// stored at once; one that is taken back stays until another supersedes it.
/// </summary>
internal sealed class RatingDesk(PageWork work, ReviewQueue queue, CorrectionWriter writer, TimeProvider time)
{
    private string rater = "";
    private string? task;
    private long shownAt;
    private Task<RatedItem?>? fetching;

    // What stood ready when an answer was taken back: the item at hand has moved into its place.
    private RatedItem? waiting;

    public RatedItem? Current { get; private set; }

    /// <summary>What comes then, for its pictures to be loaded ahead.</summary>
    public RatedItem? Next { get; private set; }

    public GivenAnswer? Last { get; private set; }

    /// <summary>In this session.</summary>
    public int Answered { get; private set; }

    public int Skipped { get; private set; }

    public RaterRecord? Record { get; private set; }

    /// <summary>Begins, or begins again with another task.</summary>
    /// <param name="raterId">The key that is signed in.</param>
    /// <param name="taskName">Only this task; null: any.</param>
    public async Task BeginAsync(string raterId, string? taskName)
    {
        (rater, task, Current, Next, waiting, fetching) = (raterId, taskName, null, null, null, null);
        await CountAsync();
        Show(await FetchAsync());
    }

    /// <summary>Fetches what comes after the item at hand; asked twice, it is fetched once.</summary>
    public async Task PrepareAsync()
    {
        if (Current is null || Next is not null)
        {
            return;
        }

        // Whoever comes meanwhile waits for the same item, and only the first puts it down.
        var fetched = fetching ??= FetchAsync();
        var item = await fetched;
        if (fetching == fetched)
        {
            (Next, fetching) = (item, null);
        }
    }

    /// <summary>Looks again whether something has come.</summary>
    public async Task LookAgainAsync()
    {
        await CountAsync();
        Show(await FetchAsync());
    }

    /// <summary>Stores the answer and goes on; the sentence why not.</summary>
    public async Task<Problem?> AnswerAsync(string verdict, string? rationale, double? certainty)
    {
        if (Current is not { } item)
        {
            return null;
        }

        var asked = await TaskOfAsync(item.Judgment);
        bool again = item.Before is not null;
        var (draft, wrong) = CorrectionRules.Read(
            new CorrectionBody
            {
                // The second word on a pair is no answer to its review any more: it counts in the judgment's own order.
                Verdict = again && item.Review.Swapped ? ShownPair.Back(verdict) : verdict,
                Rationale = rationale,
                Certainty = certainty,
                SecondsSpent = Math.Round(Math.Min(time.GetElapsedTime(shownAt).TotalSeconds, 86_400), 1),
            },
            asked
        );
        if (draft is null)
        {
            return wrong;
        }

        var outcome = await writer.WriteAsync(
            item.Judgment,
            draft,
            rater,
            again ? null : item.Review.Id,
            idempotencyKey: null,
            CancellationToken.None
        );
        if (outcome is CorrectionOutcome.Rejected { Problem: { } problem })
        {
            if (problem.Code == ProblemCodes.ReviewEnded)
            {
                await GoOnAsync();
            }

            return problem;
        }

        Answered += again ? 0 : 1;
        Last = new GivenAnswer(item with { Before = null }, verdict);
        await GoOnAsync();
        return null;
    }

    /// <summary>Gives the item back; the sentence why not.</summary>
    public async Task<Problem?> SkipAsync(string reason, string? note)
    {
        if (Current is not { } item)
        {
            return null;
        }

        if (item.Before is null)
        {
            if (await queue.SkipAsync(item.Review.Id, rater, reason, note, CancellationToken.None) is { } problem)
            {
                return problem;
            }

            Skipped++;
        }

        await GoOnAsync();
        return null;
    }

    /// <summary>Brings the last answer's item back; what is at hand waits behind it.</summary>
    public async Task UndoAsync()
    {
        if (Last is not { } last)
        {
            return;
        }

        await PrepareAsync();
        waiting = Next;
        Next = Current;
        Last = null;
        Show(last.Item with { Before = last.Verdict });
    }

    /// <summary>Leaves the answer that was to be taken back as it was.</summary>
    public async Task KeepAsync()
    {
        if (Current is { Before: { } verdict } item)
        {
            Last = new GivenAnswer(item with { Before = null }, verdict);
            await GoOnAsync();
        }
    }

    private async Task GoOnAsync()
    {
        await PrepareAsync();
        Show(Next);
        (Next, waiting) = (waiting, null);
        if (Current is null || Answered % 5 == 0)
        {
            await CountAsync();
        }
    }

    private void Show(RatedItem? item)
    {
        Current = item;
        shownAt = time.GetTimestamp();
    }

    private async Task<RatedItem?> FetchAsync()
    {
        string[] held =
        [
            .. new[] { Current, Next, waiting }
                .OfType<RatedItem>()
                .Where(item => item.Before is null)
                .Select(item => item.Review.Id),
        ];
        if (await queue.NextAsync(rater, task, CancellationToken.None, held) is not var (review, judgment))
        {
            return null;
        }

        return new RatedItem(ReviewView.Of(review, judgment, await TaskOfAsync(judgment)), review, judgment);
    }

    private async Task<JudgingTask> TaskOfAsync(Judgment judgment) =>
        await work.DoAsync<TaskCatalog, JudgingTask?>(catalog =>
            catalog.FindAsync(judgment.Task, judgment.TaskVersion, CancellationToken.None)
        ) ?? throw new InvalidOperationException("task versions are never deleted");

    private async Task CountAsync() =>
        Record = await work.DoAsync<RaterRecords, RaterRecord>(records => records.ReadAsync(rater, task, CancellationToken.None));
}
