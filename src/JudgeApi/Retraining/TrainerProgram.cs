using JudgeApi.Hosting;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>Where the trainer's program is.</summary>
internal sealed class TrainerProgram(IOptions<ServiceOptions> options, IHostEnvironment environment)
{
    /// <summary>Absolute: the configured program, or Trainer.dll beside the service.</summary>
    public string Path { get; } =
        options.Value.Retraining.Trainer is { } configured
            ? System.IO.Path.GetFullPath(configured, environment.ContentRootPath)
            : System.IO.Path.Combine(AppContext.BaseDirectory, "Trainer.dll");

    public bool Exists => File.Exists(Path);
}
