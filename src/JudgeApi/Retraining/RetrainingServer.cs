using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.PostgreSql;
using JudgeApi.Hosting;
using JudgeApi.Models;
using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace JudgeApi.Retraining;

/// <summary>This server's Hangfire workers. Begun by hand, after the database is ready: Hangfire's own start would want it before, and keeps its
/// storage, activator and log in static fields that several services of one process would share.</summary>
internal sealed class RetrainingServer(
    JobStorage storage,
    IServiceScopeFactory scopes,
    ServerName name,
    IDbContextFactory<JudgeDb> databases,
    IOptions<ServiceOptions> options
) : IHostedService, IDisposable
{
    private const string Triggers = "retraining-triggers";
    private const string Schedule = "retraining-schedule";

    private readonly Lock gate = new();
    private BackgroundJobServer? server;
    private Task? stop;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        var settings = options.Value.Retraining;
        if (!settings.Enabled)
        {
            return;
        }

        server = new BackgroundJobServer(
            new BackgroundJobServerOptions
            {
                ServerName = name.Name,
                Activator = new AspNetCoreJobActivator(scopes),

                // One for the run, one for the triggers and for runs that another server holds.
                WorkerCount = 2,
                Queues = [RunQueue.Name],
                ShutdownTimeout = TimeSpan.FromSeconds(settings.StopSeconds + 10),
                StopTimeout = TimeSpan.Zero,
                SchedulePollingInterval = TimeSpan.FromSeconds(15),
            },
            storage
        );
        Recur(settings);
    }

    // A host may be stopped by two callers at once; both wait for the end, or one of them would take the database from under the jobs.
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return stop ??= server is null ? Task.CompletedTask : EndAsync(server, cancellationToken);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (stop is null)
            {
                server?.Dispose();
            }
        }
    }

    private static async Task EndAsync(BackgroundJobServer running, CancellationToken cancellationToken)
    {
        running.SendStop();
        await running.WaitForShutdownAsync(cancellationToken);
        running.Dispose();
    }

    private void Recur(RetrainingOptions settings)
    {
        var recurring = new RecurringJobManager(storage);
        if (settings.NewCorrections > 0 || settings.DriftMargin > 0)
        {
            recurring.AddOrUpdate<RetrainingTriggers>(
                Triggers,
                RunQueue.Name,
                triggers => triggers.LookAsync(CancellationToken.None),
                Cron.Minutely()
            );
        }
        else
        {
            recurring.RemoveIfExists(Triggers);
        }

        if (settings.Schedule is { } cron)
        {
            try
            {
                recurring.AddOrUpdate<RetrainingTriggers>(
                    Schedule,
                    RunQueue.Name,
                    triggers => triggers.ScheduleAsync(CancellationToken.None),
                    cron
                );
            }
            catch (Exception error) when (error is ArgumentException or FormatException)
            {
                throw new StartupException(
                    $"MtRl:Retraining:Schedule is '{cron}', which is no cron expression such as '0 3 * * *'.",
                    error
                );
            }
        }
        else
        {
            recurring.RemoveIfExists(Schedule);
        }
    }

    // Hangfire's tables have a schema of their own; servers that start at once make them one after the other.
    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (!db.Database.IsNpgsql())
        {
            return;
        }

        await using var alone = await DatabaseLock.TakeAsync(db, "", cancellationToken);
        await using var connection = new NpgsqlConnection(db.Database.GetConnectionString());
        await connection.OpenAsync(cancellationToken);
        PostgreSqlObjectsInstaller.Install(connection, RetrainingHosting.Schema);
    }
}
