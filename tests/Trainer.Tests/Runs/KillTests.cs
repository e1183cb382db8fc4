using System.Diagnostics;
using Trainer.Gym;
using Trainer.Runs;

namespace Trainer.Tests.Runs;

/// <summary>The trainer as a process of its own that dies at random moments.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 10;

    private readonly TinyCheckpoint judge = new();
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_run_killed_at_ten_random_moments_equals_an_undisturbed_one()
    {
        var record = judge.Grpo(steps: 60) with { CheckpointEvery = 1 };
        string whole = folder.File("whole");
        string killed = folder.File("killed");
        using (RunFolder.Begin(whole, record)) { }
        using (RunFolder.Begin(killed, record)) { }
        using (var undisturbed = Start(whole))
        {
            undisturbed.WaitForExit();
            Assert.Equal(0, undisturbed.ExitCode);
        }

        var random = GymRandom.For(11, 0);
        int kills = 0;
        while (kills < Kills)
        {
            using var process = Start(killed);
            // Counted from its first step, so that every life gets somewhere; now and then it dies before that.
            int target = Steps(killed) + random.Integer(0, 4);
            while (!process.HasExited && Steps(killed) < target)
            {
                Thread.Sleep(2);
            }

            Thread.Sleep(random.Below(30));
            if (process.HasExited)
            {
                break;
            }

            process.Kill();
            process.WaitForExit();
            kills++;
        }

        using (var last = Start(killed))
        {
            last.WaitForExit();
            Assert.Equal(0, last.ExitCode);
        }

        Assert.Equal(Kills, kills);
        Assert.Equal(Numbers(whole), Numbers(killed));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(whole, "model", "model.safetensors")),
            File.ReadAllBytes(Path.Combine(killed, "model", "model.safetensors"))
        );
    }

    public void Dispose()
    {
        judge.Dispose();
        folder.Dispose();
    }

    private static int Steps(string run)
    {
        string file = Path.Combine(run, "metrics.jsonl");
        return File.Exists(file) ? File.ReadAllText(file).Count(c => c == '\n') : 0;
    }

    private static Process Start(string run)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(RunFolder).Assembly.Location, "grpo", run },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static List<string> Numbers(string run) =>
        [
            .. StepLog
                .Read(Path.Combine(run, "metrics.jsonl"))
                .Select(line =>
                    string.Join(
                        ' ',
                        line.Line.EnumerateObject()
                            .Where(field => !field.Name.StartsWith("time/", StringComparison.Ordinal))
                            .Select(field => $"{field.Name}={field.Value}")
                    )
                ),
        ];
}
