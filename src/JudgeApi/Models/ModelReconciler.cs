// Every server does this on its own: looks which version is wanted, builds it beside the served one, verifies it, exchanges one reference. Requests
// under way end on the judge that they began with.
using JudgeApi.Hosting;
using JudgeApi.Serving;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Models;

/// <summary>Brings this server to the wanted version, watches it there, and says how it stands.</summary>
internal sealed partial class ModelReconciler(
    ModelRegistry registry,
    ModelVerifier verifier,
    ModelNudge nudge,
    ModelCollector collector,
    ServedJudge served,
    ServerName server,
    IDbContextFactory<JudgeDb> databases,
    IOptions<ServiceOptions> options,
    TimeProvider time,
    ILogger<ModelReconciler> logger
) : BackgroundService
{
    private readonly ModelOptions models = options.Value.Models;
    private ModelWatch? watch;
    private string? error;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await TryTickAsync(stoppingToken);
                await nudge.WaitAsync(TimeSpan.FromSeconds(models.PollSeconds), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    private async Task TryTickAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TickAsync(cancellationToken);
        }
        catch (Exception failure) when (DatabaseErrors.IsFailure(failure) || failure is IOException)
        {
            // The database is away: what is served goes on being served.
            NotReconciled(logger, failure);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        var wanted = await WantedAsync(cancellationToken);
        if (wanted is not null && wanted.Name != served.Current?.Model.Version)
        {
            await ExchangeAsync(wanted, cancellationToken);
        }

        if (watch?.Verdict() is { } broken && served.Current?.Model.Version is { } breaking)
        {
            watch = null;
            error = $"{breaking}: {broken}";
            TakenBack(logger, breaking, broken);
            await registry.RejectAsync(breaking, broken, null, cancellationToken);
            nudge.Send();
        }

        await SayAsync(null, cancellationToken);
        await collector.CollectAsync(served.Current?.Model.Version, cancellationToken);
    }

    private async Task ExchangeAsync(ModelVersion wanted, CancellationToken cancellationToken)
    {
        await SayAsync(wanted.Name, cancellationToken);
        var before = served.Slot;
        try
        {
            var judge = await verifier.LoadAsync(wanted, cancellationToken);
            var now = UtcInstant.Now(time);
            _ = served.Serve(judge, now);
            watch = new ModelWatch(served.Slot!, before?.Health, models, time);
            error = null;
            Exchanged(logger, before?.Judge.Model.Version, wanted.Name, wanted.Digest);
        }
        catch (ModelLoadException failure)
        {
            error = $"{wanted.Name}: {failure.Message}";
            NotServed(logger, wanted.Name, failure.Message);
            await registry.RejectAsync(wanted.Name, failure.Message, before?.Judge.Model.Version, cancellationToken);
        }
    }

    private async Task<ModelVersion?> WantedAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .WantedModel.Join(db.ModelVersions, row => row.Desired, version => version.Name, (_, version) => version)
            .AsNoTracking()
            .FirstOrDefaultAsync(version => version.Status == ModelStatus.Ready, cancellationToken);
    }

    private async Task SayAsync(string? loading, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = UtcInstant.Now(time);
        var state = await db.ServerStates.FirstOrDefaultAsync(row => row.Server == server.Name, cancellationToken);
        if (state is null)
        {
            state = new ServerState
            {
                Server = server.Name,
                Since = now,
                SeenAt = now,
            };
            db.ServerStates.Add(state);
        }

        (state.Version, state.Digest) = (served.Current?.Model.Version, served.Current?.Model.Digest);
        (state.Loading, state.Error, state.SeenAt) = (loading, error, now);
        state.Since = served.Slot?.Since ?? now;
        await db.SaveChangesAsync(cancellationToken);
        await db
            .ServerStates.Where(row => row.SeenAt < now.AddSeconds(-models.ServerSeconds))
            .ExecuteDeleteAsync(cancellationToken);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Model {Before} was exchanged for {ModelVersion} with digest {Digest}"
    )]
    private static partial void Exchanged(ILogger logger, string? before, string modelVersion, string digest);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {ModelVersion} is not served: {Reason}")]
    private static partial void NotServed(ILogger logger, string modelVersion, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {ModelVersion} is taken back: {Reason}")]
    private static partial void TakenBack(ILogger logger, string modelVersion, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which model is wanted could not be read")]
    private static partial void NotReconciled(ILogger logger, Exception failure);
}
