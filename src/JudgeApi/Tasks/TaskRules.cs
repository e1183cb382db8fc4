using JudgeApi.Problems;
using JudgeCore.Tasks;

namespace JudgeApi.Tasks;

/// <summary>Reads what an operator wrote as a task, under the rules that every task keeps.</summary>
internal static class TaskRules
{
    /// <summary>The task that the body describes, or the first thing wrong with it.</summary>
    public static Parsed<JudgingTask> Read(string name, TaskBody body)
    {
        if (body is not { Kind: { } kind, Rubric: { } rubric, Labels: { } labels })
        {
            return Refusals.Missing(
                body.Kind is null ? "kind"
                : body.Rubric is null ? "rubric"
                : "labels"
            );
        }

        var task = new JudgingTask
        {
            Name = name,
            Kind = kind,
            Rubric = rubric.Trim(),
            Labels = labels,
            Text = body.Text ?? TextUse.None,
            TextName = body.TextName ?? "Text",
            PointwiseTwin = body.PointwiseTwin,
            FavourableLabel = body.FavourableLabel,
        };
        return TaskValidation.FirstFault(task) is { } fault
            ? Refusals.BadValue(fault.Field, fault.Message) with
            {
                Limit = fault.Limit,
            }
            : task;
    }
}
