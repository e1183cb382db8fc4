using JudgeApi.Serving;
using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Models;
using JudgeCore.Tokens;
using JudgeCore.Verdicts;
using Microsoft.Extensions.Options;

namespace JudgeApi.Hosting;

/// <summary>Where the service meets the engine: a checkpoint folder becomes the judge of this process.</summary>
internal static class JudgeHosting
{
    public static void AddJudge(this IServiceCollection services)
    {
        services.AddSingleton<ServedJudge>();
        services.AddSingleton<JudgeLoader>(provider =>
            (checkpoint, cancellation) =>
                Task.Run<IJudge>(
                    () =>
                        Load(
                            checkpoint,
                            provider.GetRequiredService<IOptions<ServiceOptions>>().Value,
                            provider.GetRequiredService<TimeProvider>()
                        ),
                    cancellation
                )
        );
    }

    private static Judge Load(string checkpoint, ServiceOptions options, TimeProvider time)
    {
        try
        {
            return Judge.Load(checkpoint, options.Engine, options.Precision == ModelPrecision.BFloat16, time);
        }
        catch (Exception error) when (error is CheckpointException or UnsupportedConfigException or TokenizerException)
        {
            throw new StartupException($"MtRl:Checkpoint cannot be served: {error.Message}");
        }
    }
}
