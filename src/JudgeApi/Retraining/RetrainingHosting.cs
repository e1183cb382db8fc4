using Hangfire;
using Hangfire.Dashboard;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Retraining;

/// <summary>The parts of retraining, and Hangfire's dashboard.</summary>
internal static class RetrainingHosting
{
    public const string Dashboard = "/hangfire";

    /// <summary>Of Hangfire's tables in PostgreSQL.</summary>
    public const string Schema = "hangfire";

    public static void AddRetraining(this IServiceCollection services)
    {
        services.AddSingleton(Storage);
        services.AddSingleton<IGlobalConfiguration>(GlobalConfiguration.Configuration);
        services.AddSingleton(DashboardRoutes.Routes);
        services.AddSingleton<RunQueue>();
        services.AddSingleton<RunFolders>();
        services.AddSingleton<TrainerProgram>();
        services.AddSingleton<TrainingLeases>();
        services.AddSingleton<Champion>();
        services.AddSingleton<SnapshotReader>();
        services.AddSingleton<SnapshotWriter>();
        services.AddSingleton<TrainerRun>();
        services.AddSingleton<RunPhases>();
        services.AddSingleton<RunEstimate>();
        services.AddSingleton<RunStart>();
        services.AddSingleton<RunCancel>();
        services.AddSingleton<RunFindings>();
        services.AddScoped<RunReader>();
        services.AddSingleton<RunEvents>();
        services.AddScoped<RetrainingJob>();
        services.AddScoped<RetrainingTriggers>();
    }

    /// <summary>Jobs are seen, not operated, on the dashboard: deleting one there would not stop a trainer, and the API does what operators need.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder routes) =>
        routes
            .MapHangfireDashboard(
                Dashboard,
                new DashboardOptions
                {
                    Authorization = [new OpsOnly()],
                    IsReadOnlyFunc = _ => true,
                    DashboardTitle = "MtRlJudge: jobs",
                    AppPath = "/",
                    DisplayStorageConnectionString = false,
                    IgnoreAntiforgeryToken = true,
                },
                routes.ServiceProvider.GetRequiredService<JobStorage>()
            )
            .RequireAuthorization(Access.Ops);

    // Nothing is connected to yet: the schema is made when the database is ready.
    private static JobStorage Storage(IServiceProvider provider)
    {
        using var db = provider.GetRequiredService<IDbContextFactory<JudgeDb>>().CreateDbContext();
        if (!db.Database.IsNpgsql())
        {
            return new InMemoryStorage();
        }

        var options = new PostgreSqlStorageOptions
        {
            SchemaName = Schema,
            PrepareSchemaIfNecessary = false,
            QueuePollInterval = TimeSpan.FromSeconds(1),

            // A run lasts longer than any fixed time; its worker shows that it lives.
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromMinutes(2),
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(db.Database.GetConnectionString()!, options), options);
    }

    /// <summary>The dashboard's own gate; by default it would let in whoever asks from this machine.</summary>
    private sealed class OpsOnly : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => context.GetHttpContext().User.IsInRole(nameof(KeyRole.Ops));
    }
}
