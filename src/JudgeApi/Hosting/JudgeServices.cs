using JudgeApi.Audit;
using JudgeApi.Calibrations;
using JudgeApi.Corrections;
using JudgeApi.Downloads;
using JudgeApi.Exports;
using JudgeApi.Imports;
using JudgeApi.Judging;
using JudgeApi.Judgments;
using JudgeApi.Keys;
using JudgeApi.Models;
using JudgeApi.Pages;
using JudgeApi.Pages.Sessions;
using JudgeApi.Problems;
using JudgeApi.Retraining;
using JudgeApi.Reviews;
using JudgeApi.Statistics;
using JudgeApi.Storage;
using JudgeApi.Tasks;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Hosting;

/// <summary>Everything the service is made of.</summary>
internal static class JudgeServices
{
    public static void AddJudgeApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        SettingsCheck.CheckForm(builder.Configuration);
        services
            .AddOptions<ServiceOptions>()
            .BindConfiguration(ServiceOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServiceOptions>, SettingsCheck>();
        services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(
                builder.Configuration.GetValue($"{ServiceOptions.Section}:{nameof(ServiceOptions.ShutdownSeconds)}", 30)
            )
        );
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ServicePaths>();
        services.AddResilience();
        services.AddTelemetry();

        services.AddPooledDbContextFactory<JudgeDb>(
            (provider, db) =>
                DatabaseProvider.Configure(
                    db,
                    provider.GetRequiredService<IConfiguration>().GetConnectionString("Database"),
                    provider.GetRequiredService<ServicePaths>().Data
                )
        );
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<JudgeDb>>().CreateDbContext());
        services.AddSingleton<Commits>();
        services.AddSingleton(provider => new BlobStore(
            Path.Combine(provider.GetRequiredService<ServicePaths>().Data, "images")
        ));

        services
            .AddAuthentication(PagesAccess.Chooser)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(Access.Scheme, null)
            .AddPagesCookie();
        services.AddAuthorization(Access.AddPolicies);
        services.AddKeyRateLimits();
        services.AddSingleton<FirstRunKey>();
        services.AddSingleton<KeyUse>();
        services.AddScoped<TaskCatalog>();
        services.AddSingleton<CurrentTasks>();
        services.AddScoped<TaskTrial>();
        services.AddImageDownloads();
        services.AddJudging();
        services.AddStatistics();
        services.AddCalibrations();
        services.AddJudgments();
        services.AddCorrections();
        services.AddAudit();
        services.AddScoped<KeyRegistry>();
        services.AddScoped<KeyNames>();
        services.AddReviews();
        services.AddImports();
        services.AddExports();
        services.AddJudge();
        services.AddModels();
        services.AddRetraining();
        services.AddPages();

        // In this order: the database is ready before anything uses it, and all of it before the first request.
        services.AddHostedService<Startup>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUse>());
        services.AddHostedService<ModelReconciler>();
        services.AddHostedService<RetrainingServer>();
        services.AddHostedService<RetrainingWatch>();

        services.ConfigureHttpJsonOptions(json => Json.Configure(json.SerializerOptions));
        services.AddExceptionHandler<UnexpectedErrors>();
        services.AddProblemDetails();
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(ApiDocument.Configure);
    }
}
