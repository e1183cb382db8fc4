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
        services.AddSingleton(CreateLoader);
    }

    /// <summary>Loads judges into this process; what is equal in the one that is served is shared with it.</summary>
    public static JudgeLoader CreateLoader(IServiceProvider provider) =>
        (checkpoint, version, cancellation) =>
            Task.Run<IJudge>(
                () =>
                    Load(
                        checkpoint,
                        version,
                        provider.GetRequiredService<IOptions<ServiceOptions>>().Value,
                        provider.GetRequiredService<TimeProvider>(),
                        provider.GetRequiredService<ServedJudge>()
                    ),
                cancellation
            );

    private static Judge Load(string checkpoint, string? version, ServiceOptions options, TimeProvider time, ServedJudge served)
    {
        // Held while its weights are compared: an exchange may free it at any moment.
        using var lease = served.Take(asks: false);
        try
        {
            return Judge.Load(checkpoint, options.Engine, options.Precision, time, version, lease?.Judge as Judge);
        }
        catch (Exception error) when (error is CheckpointException or UnsupportedConfigException or TokenizerException)
        {
            throw new ModelLoadException(error.Message, error);
        }
    }
}
