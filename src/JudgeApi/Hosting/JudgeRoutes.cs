using JudgeApi.Audit;
using JudgeApi.Calibrations;
using JudgeApi.Corrections;
using JudgeApi.Exports;
using JudgeApi.Health;
using JudgeApi.Images;
using JudgeApi.Imports;
using JudgeApi.Judging;
using JudgeApi.Judgments;
using JudgeApi.Keys;
using JudgeApi.Models;
using JudgeApi.Pages;
using JudgeApi.Problems;
using JudgeApi.Retraining;
using JudgeApi.Reviews;
using JudgeApi.Statistics;
using JudgeApi.Tasks;

namespace JudgeApi.Hosting;

/// <summary>The order in which a request passes the service's checks, and every route.</summary>
internal static class JudgeRoutes
{
    public static void UseJudgeApi(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseProblemPages();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseBodyLimits();
        app.UsePages();
        app.UseSwagger();
        app.UseSwaggerUI(ApiDocument.Configure);

        app.MapHealth();
        app.MapMetrics();
        app.MapJudging();
        app.MapJudgments();
        app.MapCorrections();
        app.MapReviews();
        app.MapGoldItems();
        app.MapImports();
        app.MapExports();
        app.MapImages();
        app.MapStatistics();
        app.MapCalibrations();
        app.MapTasks();
        app.MapKeys();
        app.MapModels();
        app.MapAudit();
        app.MapTrainingRuns();
        app.MapDashboard();
        app.MapPages();
    }
}
