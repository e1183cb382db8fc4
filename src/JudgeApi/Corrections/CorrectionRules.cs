using System.Globalization;
using JudgeApi.Problems;
using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;

namespace JudgeApi.Corrections;

/// <summary>Reads what a rater wrote in the words of the task version that made the judgment.</summary>
internal static class CorrectionRules
{
    public const int MaxRationale = 4000;

    public const int MaxIdempotencyKey = 200;

    private const double SecondsOfDay = 86_400;

    /// <summary>The correction, or the first thing wrong with it.</summary>
    public static Parsed<CorrectionDraft> Read(CorrectionBody body, JudgingTask task)
    {
        if (body.TaskVersion is { } version && version != task.Version)
        {
            return Refusals.BadValue(
                "taskVersion",
                $"The judgment is of version {task.Version} of the task {task.Name}, not {version}."
            );
        }

        if (body.Certainty is { } certainty && !(certainty is >= 0 and <= 1))
        {
            return Refusals.BadValue("certainty", "The field certainty must be a number from 0 to 1.");
        }

        if (body.SecondsSpent is { } seconds && !(seconds is >= 0 and <= SecondsOfDay))
        {
            return Refusals.BadValue("secondsSpent", $"The field secondsSpent must be a number from 0 to {SecondsOfDay}.");
        }

        string? rationale = string.IsNullOrWhiteSpace(body.Rationale) ? null : body.Rationale.Trim();
        if (rationale?.Length > MaxRationale)
        {
            return Refusals.TooLong("rationale", rationale.Length, MaxRationale);
        }

        var (answer, wrong) = Answer(body.Verdict, body.Score, task);
        return answer is null
            ? wrong!
            : answer with
            {
                Rationale = rationale,
                Certainty = body.Certainty,
                SecondsSpent = body.SecondsSpent,
            };
    }

    /// <summary>Verdict and score alone; each follows from the other on a scale.</summary>
    public static Parsed<CorrectionDraft> Answer(string? verdict, double? score, JudgingTask task)
    {
        if (verdict is null && score is null)
        {
            return Refusals.Missing("verdict");
        }

        string[] allowed = task.Kind == TaskKind.Pairwise ? [.. task.VerdictLabels, Correction.Tie] : [.. task.VerdictLabels];
        if (verdict is not null && !allowed.Contains(verdict, StringComparer.Ordinal))
        {
            return Refusals.BadValue(
                "verdict",
                $"The field verdict must be {string.Join(" or ", allowed)}, not '{Refusals.Shown(verdict)}'."
            ) with
            {
                Allowed = allowed,
            };
        }

        if (score is not { } given)
        {
            double? position = task.Kind == TaskKind.Scale ? Array.IndexOf(allowed, verdict) + 1 : null;
            return new CorrectionDraft(verdict!, position, null, null, null);
        }

        if (task.Kind != TaskKind.Scale || !(given >= 1 && given <= allowed.Length))
        {
            return Refusals.BadValue(
                "score",
                task.Kind == TaskKind.Scale
                    ? $"The field score must be a number from 1 to {allowed.Length}."
                    : $"The task {task.Name} is no scale: give a verdict, not a score."
            );
        }

        string nearest = allowed[(int)Math.Round(given, MidpointRounding.AwayFromZero) - 1];
        return verdict is null || verdict == nearest
            ? new CorrectionDraft(nearest, given, null, null, null)
            : Refusals.BadValue(
                "score",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The score {given} is nearest to {nearest}, not to the verdict {verdict}: give one of the two."
                )
            );
    }

    /// <summary>The header Idempotency-Key; null where there is none.</summary>
    public static Parsed<string> IdempotencyKey(HttpRequest request) =>
        request.Headers["Idempotency-Key"] switch
        {
            [] => default,
            [{ Length: > 0 and <= MaxIdempotencyKey } key] when key.All(letter => letter is > ' ' and < (char)127) => key,
            _ => Refusals.BadValue(
                "Idempotency-Key",
                $"The header Idempotency-Key must be one value of 1 to {MaxIdempotencyKey} visible ASCII characters."
            ),
        };
}
