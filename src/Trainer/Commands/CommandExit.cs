using JudgeCore.Checkpoints;
using JudgeCore.Models;
using JudgeCore.Tokens;
using Trainer.Data;
using Trainer.Runs;

namespace Trainer.Commands;

/// <summary>How verbs leave that only read checkpoints and data: faults of input and machine are a sentence, faults of the program keep their stack.</summary>
internal static class CommandExit
{
    public const int Fault = 1;
    public const int Cancelled = 2;

    public static async Task<int> Of(TextWriter errors, Func<Task<int>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await errors.WriteLineAsync("Cancelled.").ConfigureAwait(false);
            return Cancelled;
        }
        catch (Exception error)
            when (error
                    is RunException
                        or JudgingDataException
                        or CheckpointException
                        or UnsupportedConfigException
                        or TokenizerException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            await errors.WriteLineAsync(error.Message).ConfigureAwait(false);
            return Fault;
        }
    }
}
