using System.Text.Json;
using JudgeCore.Tasks;
using Trainer.Runs;

namespace Trainer.Data;

/// <summary>The tasks of data files: the built-in ones, and those of a JSON file.</summary>
internal static class TaskFile
{
    /// <param name="path">A JSON array of tasks; null: only the built-in ones.</param>
    /// <returns>By name; a task of the file takes the place of a built-in one.</returns>
    /// <exception cref="RunException">The file cannot be read, or a task is not sound.</exception>
    public static Dictionary<string, JudgingTask> Read(string? path)
    {
        var tasks = BuiltInTasks.All.ToDictionary();
        if (path is null)
        {
            return tasks;
        }

        try
        {
            foreach (var task in JsonSerializer.Deserialize<JudgingTask[]>(File.ReadAllText(path), RunRecord.Json) ?? [])
            {
                if (TaskValidation.FirstFault(task) is { } fault)
                {
                    throw new RunException($"{path}: task '{task.Name}': {fault.Message}");
                }

                tasks[task.Name] = task;
            }
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new RunException($"{path}: {error.Message}", error);
        }

        return tasks;
    }
}
