using System.Diagnostics;

namespace JudgeApi.Tests.Hosting;

/// <summary>A wrong configuration stops the real program with a sentence that names the value.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("MtRl:Judging:MaxBatchItems", "0", "MaxBatchItems")]
    [InlineData("MtRl:Judging:MaxBatchItems", "many", "MaxBatchItems")]
    [InlineData("MtRl:Images:MaxSide", "-5", "MaxSide")]
    [InlineData("MtRl:FirstRunKey", "short", "FirstRunKey")]
    [InlineData("MtRl:DataFoldr", "x", "DataFoldr")]
    [InlineData("MtRl:MetricsPort", "700000", "MetricsPort")]
    [InlineData("MtRl:Engine:Device", "gpu", "Device: 'gpu' is none of cpu, cuda")]
    [InlineData("MtRl:Engine:Device", "cuda:64", "GPU")]
    [InlineData("MtRl:ImageUrls:AllowedNetworks:0", "10.0.0.0/4", "AllowedNetworks")]
    [InlineData("MtRl:ImageUrls:Nat64Prefixes:0", "64:ff9b:1::/50", "Nat64Prefixes")]
    [InlineData("MtRl:ImageUrls:AllowedHosts:0", "https://example.org", "AllowedHosts")]
    [InlineData("MtRl:ImageUrls:Ports:0", "0", "Ports")]
    [InlineData("MtRl:Retraining:Schedule", "often", "MtRl:Retraining:Schedule")]
    [InlineData("MtRl:Retraining:HeldOutShare", "1.5", "HeldOutShare")]
    [InlineData("MtRl:Checkpoint", "/nowhere/at/all", "MtRl:Checkpoint")]
    [InlineData("ConnectionStrings:Database", "Server=x", "ConnectionStrings:Database")]
    public async Task A_wrong_value_stops_the_start(string name, string value, string named)
    {
        string folder = Directory.CreateTempSubdirectory("mtrl-start-").FullName;
        try
        {
            var start = new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "JudgeApi.dll"),
                    $"--MtRl:DataFolder={folder}",
                    "--urls=http://127.0.0.1:0",
                    $"--{name}={value}",
                ]
            )
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(TestService.Cancel);
            string error = await process.StandardError.ReadToEndAsync(TestService.Cancel);
            await process.WaitForExitAsync(TestService.Cancel);
            Assert.Equal(1, process.ExitCode);
            Assert.Contains("The service cannot start", error, StringComparison.Ordinal);
            Assert.Contains(named, error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            Assert.DoesNotContain("Ops key", await output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
