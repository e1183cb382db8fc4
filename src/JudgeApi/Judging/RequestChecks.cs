using JudgeApi.Downloads;
using JudgeApi.Problems;
using JudgeCore.Tasks;

namespace JudgeApi.Judging;

/// <summary>Whether a request brings what its task asks for. Nothing is decoded or downloaded before this passes.</summary>
internal static class RequestChecks
{
    /// <summary>The first thing wrong, or null.</summary>
    public static Problem? Check(JudgingRequest request, JudgingTask task, JudgingOptions options, ImageUrlOptions urls) =>
        Images(request, task, urls) ?? Text(request, task, options) ?? Strategy(request, task) ?? Reference(request, options);

    public static Problem UnknownTask(string name, IEnumerable<string> known)
    {
        string[] names = [.. known.Order(StringComparer.Ordinal)];
        return new Problem(
            StatusCodes.Status400BadRequest,
            ProblemCodes.UnknownTask,
            $"There is no task '{Refusals.Shown(name)}'; the tasks are {string.Join(", ", names)}."
        )
        {
            Field = "task",
            Allowed = names,
        };
    }

    private static Problem? Images(JudgingRequest request, JudgingTask task, ImageUrlOptions urls)
    {
        if (request.Images.Count != task.ImageCount)
        {
            return new Problem(
                StatusCodes.Status400BadRequest,
                ProblemCodes.ImageCount,
                $"The task {task.Name} takes {task.ImageCount} {(task.ImageCount == 1 ? "image" : "images")}, not {request.Images.Count}."
            )
            {
                Field = "images",
                Limit = task.ImageCount,
            };
        }

        foreach (var image in request.Images)
        {
            if (new object?[] { image.Data, image.Id, image.Url }.Count(source => source is not null) != 1)
            {
                return new Problem(
                    StatusCodes.Status400BadRequest,
                    ProblemCodes.ImageSource,
                    $"{image.Field} must have exactly one of data, id and url."
                )
                {
                    Field = image.Field,
                };
            }

            if (image.Url is not null && !urls.Enabled)
            {
                return new Problem(
                    StatusCodes.Status400BadRequest,
                    ProblemCodes.ImageUrlDisabled,
                    $"{image.Field}.url: this service does not download images; send the file in data."
                )
                {
                    Field = $"{image.Field}.url",
                };
            }
        }

        return null;
    }

    private static Problem? Text(JudgingRequest request, JudgingTask task, JudgingOptions options)
    {
        if (request.Text is not { } text)
        {
            return task.Text == TextUse.Required ? Missing(task) : null;
        }

        if (task.Text == TextUse.None)
        {
            return new Problem(
                StatusCodes.Status400BadRequest,
                ProblemCodes.TextNotAllowed,
                $"The task {task.Name} takes no text."
            )
            {
                Field = "text",
            };
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return Missing(task);
        }

        return text.Length > options.MaxTextLength ? Refusals.TooLong("text", text.Length, options.MaxTextLength) : null;
    }

    private static Problem Missing(JudgingTask task) =>
        new(
            StatusCodes.Status400BadRequest,
            ProblemCodes.TextMissing,
            task.Text == TextUse.Required
                ? $"The task {task.Name} needs text: the {task.TextName.ToLowerInvariant()}."
                : $"The text is empty; leave it out where there is no {task.TextName.ToLowerInvariant()}."
        )
        {
            Field = "text",
        };

    private static Problem? Strategy(JudgingRequest request, JudgingTask task) =>
        request.Strategy is not null && task.Kind != TaskKind.Pairwise
            ? new Problem(
                StatusCodes.Status400BadRequest,
                ProblemCodes.StrategyNotAllowed,
                $"The task {task.Name} judges one image; only pairwise tasks have a strategy."
            )
            {
                Field = "strategy",
            }
        : request.Strategy == JudgeCore.Verdicts.PairStrategy.Independent && task.PointwiseTwin is null
            ? new Problem(
                StatusCodes.Status400BadRequest,
                ProblemCodes.StrategyNotAllowed,
                $"The task {task.Name} has no pointwise twin, so its images cannot be judged independently."
            )
            {
                Field = "strategy",
            }
        : null;

    private static Problem? Reference(JudgingRequest request, JudgingOptions options) =>
        request.Reference is { } reference && reference.Length > options.MaxReferenceLength
            ? Refusals.TooLong("reference", reference.Length, options.MaxReferenceLength)
            : null;
}
