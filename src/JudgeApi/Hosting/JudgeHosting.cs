using JudgeApi.Serving;

namespace JudgeApi.Hosting;

/// <summary>Where the service meets the engine: a checkpoint folder becomes the judge of this process.</summary>
internal static class JudgeHosting
{
    public static void AddJudge(this IServiceCollection services)
    {
        services.AddSingleton<ServedJudge>();
        services.AddSingleton<JudgeLoader>(
            (checkpoint, _) => throw new StartupException($"{checkpoint} cannot be loaded: this build has no engine.")
        );
    }
}
