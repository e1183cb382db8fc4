using JudgeApi.Problems;
using JudgeApi.Tasks;

namespace JudgeApi.Retraining;

/// <summary>What a wish for a run must keep.</summary>
internal static class RunRules
{
    public const int MaxSteps = 10_000_000;

    /// <summary>The first thing wrong with it; null for a good one.</summary>
    public static async Task<Problem?> CheckAsync(TrainingRunBody body, TaskCatalog catalog, CancellationToken cancellationToken)
    {
        if (body.Steps is < 1 or > MaxSteps)
        {
            return Refusals.BadValue("steps", $"The field steps must be from 1 to {MaxSteps}.") with { Limit = MaxSteps };
        }

        foreach (string task in body.Tasks ?? [])
        {
            if (await catalog.FindAsync(task, null, cancellationToken) is null)
            {
                return new Problem(
                    StatusCodes.Status400BadRequest,
                    ProblemCodes.UnknownTask,
                    $"There is no task '{Refusals.Shown(task)}'."
                )
                {
                    Field = "tasks",
                };
            }
        }

        return null;
    }
}
