using System.Diagnostics;

namespace JudgeApi.Tests.Hosting;

/// <summary>A wrong configuration stops the real program with a sentence that names the value.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("MtRl:Judging:MaxBatchItems", "0", "start: MtRl:Judging:MaxBatchItems must be between 1 and 10000.\n")]
    [InlineData("MtRl:Judging:MaxBatchItems", "many", "start: MtRl:Judging:MaxBatchItems is 'many'; it takes a whole number.\n")]
    [InlineData("MtRl:Images:MaxSide", "-5", "start: MtRl:Images:MaxSide must be between")]
    [InlineData("MtRl:FirstRunKey", "short", "start: MtRl:FirstRunKey must have 8 to 256 characters")]
    [InlineData("MtRl:DataFoldr", "x", "start: The section MtRl has no setting 'DataFoldr'.\n")]
    [InlineData("MtRl:MetricsPort", "700000", "start: MtRl:MetricsPort must be between 1 and 65535.\n")]
    [InlineData("MtRl:Engine:Device", "gpu", "start: MtRl:Engine:Device: 'gpu' is none of cpu, cuda")]
    [InlineData("MtRl:Engine:Device", "cuda:64", "GPU")]
    [InlineData("MtRl:ImageUrls:AllowedNetworks:0", "10.0.0.0/4", "start: MtRl:ImageUrls:AllowedNetworks has '10.0.0.0/4'")]
    [InlineData("MtRl:ImageUrls:Nat64Prefixes:0", "64:ff9b:1::/50", "Nat64Prefixes")]
    [InlineData("MtRl:ImageUrls:AllowedHosts:0", "https://example.org", "AllowedHosts")]
    [InlineData("MtRl:ImageUrls:Ports:0", "0", "Ports")]
    [InlineData("MtRl:Retraining:Schedule", "often", "MtRl:Retraining:Schedule")]
    [InlineData("MtRl:Retraining:HeldOutShare", "1.5", "HeldOutShare")]
    [InlineData("MtRl:Checkpoint", "/nowhere/at/all", "MtRl:Checkpoint")]
    [InlineData("MtRl:DataFolder", "", "start: MtRl:DataFolder is required.\n")]
    [InlineData("MtRl:Precision", "Int9", "start: MtRl:Precision is 'Int9'; it takes Float32, BFloat16, Int8.\n")]
    [InlineData("MtRl:Engine:Cores", "1023", "start: MtRl:Engine:Cores: this process may not run on processor 1023")]
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
