using JudgeApi.Problems;
using JudgeCore.Verdicts;

namespace JudgeApi.Judging;

/// <summary>A request for a judgment, however it was sent; not yet checked against its task.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Images">In order.</param>
/// <param name="Text">Null where none was sent.</param>
/// <param name="Mode">Null: the model's default.</param>
/// <param name="Strategy">Null: the model's default.</param>
/// <param name="Reference">The caller's own id.</param>
internal sealed record JudgingRequest(
    string Task,
    IReadOnlyList<SentImage> Images,
    string? Text,
    VerdictMode? Mode,
    PairStrategy? Strategy,
    string? Reference
)
{
    /// <summary>Imports: what comes from one source, see <see cref="Storage.Entities.Judgment.Group"/>.</summary>
    public string? Group { get; init; }

    /// <summary>Whether raters are to be asked about it; imports bring their raters along.</summary>
    public bool Reviewed { get; init; } = true;

    /// <summary>Whether the model is asked even where a cache knows the answer.</summary>
    public bool Fresh { get; init; }

    /// <summary>Understands the words for mode and strategy and checks that nothing is missing.</summary>
    public static Parsed<JudgingRequest> Of(JudgeBody body)
    {
        if (body is not { Task: { } task, Images: { } sent })
        {
            return Refusals.Missing(body.Task is null ? "task" : "images");
        }

        if (!Word<VerdictMode>(body.Mode, out var mode))
        {
            return Unknown<VerdictMode>("mode", body.Mode!);
        }

        if (!Word<PairStrategy>(body.Strategy, out var strategy))
        {
            return Unknown<PairStrategy>("strategy", body.Strategy!);
        }

        List<SentImage> images = [];
        for (int i = 0; i < sent.Count; i++)
        {
            // The list is the caller's: an element may be null.
            if (sent[i] is not { } image)
            {
                return Refusals.BadValue($"images[{i}]", $"images[{i}] is null.");
            }

            images.Add(new SentImage($"images[{i}]", image.Data, image.Id, image.Url));
        }

        return new JudgingRequest(task, images, body.Text, mode, strategy, body.Reference);
    }

    private static bool Word<T>(string? word, out T? value)
        where T : struct, Enum
    {
        value = Enum.GetValues<T>().Cast<T?>().FirstOrDefault(known => Name(known!.Value) == word);
        return value is not null || word is null;
    }

    private static Problem Unknown<T>(string field, string word)
        where T : struct, Enum
    {
        string[] allowed = [.. Enum.GetValues<T>().Select(Name)];
        return Refusals.BadValue(
            field,
            $"The field {field} must be {string.Join(" or ", allowed)}, not '{Refusals.Shown(word)}'."
        ) with
        {
            Allowed = allowed,
        };
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
