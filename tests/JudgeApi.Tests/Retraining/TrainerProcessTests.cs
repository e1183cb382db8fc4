using JudgeApi.Retraining;

namespace JudgeApi.Tests.Retraining;

public sealed class TrainerProcessTests
{
    [Fact]
    public async Task A_trainer_is_found_at_work_from_its_first_moment_to_its_end()
    {
        string folder = Directory.CreateTempSubdirectory("mtrl-run-").FullName;
        try
        {
            for (int round = 0; round < 60; round++)
            {
                var watch = System.Diagnostics.Stopwatch.StartNew();
                var started = TrainerProcess.StartAsync(folder, "/bin/sleep", ["600"], new RetrainingOptions());
                while (TrainerProcess.Find(folder) is null)
                {
                    Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), "it is found");
                }

                // A shell becomes setsid, nice and the trainer meanwhile, in one process.
                for (watch.Restart(); watch.ElapsedMilliseconds < 20; )
                {
                    Assert.NotNull(TrainerProcess.Find(folder));
                }

                var process = await started;
                Assert.True(process.IsAlive);
                process.Kill();
                while (process.IsAlive)
                {
                    await Task.Delay(1, TestContext.Current.CancellationToken);
                }

                Assert.Null(TrainerProcess.Find(folder));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
