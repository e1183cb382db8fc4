using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using JudgeApi.Tests.Hosting;

namespace JudgeApi.Tests.Models;

/// <summary>
/// The real service is killed at random moments of exchanges between two real judges, a damaged third one among them: what answers afterwards is always one
/// that passed verification, and it becomes the one that is wanted. Three kills in the suite; MTRL_KILLS says how many more.
/// </summary>
[Trait("Kind", "Kill")]
public sealed class SwapKillTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mtrl-swapkill-").FullName;

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Whenever_it_is_killed_a_verified_version_answers()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("MTRL_KILLS"), CultureInfo.InvariantCulture, out int wanted)
            ? wanted
            : 3;
        string? database = await TestDatabase.OfAsync(folder);
        var random = new Random(811);
        var service = await StartAsync(database);
        try
        {
            string judge = await ImportAsync(service, Path.Combine(Fixtures.Root, "models", "tiny-judge"));
            string damaged = await DamagedAsync(service);
            Dictionary<string, string> alone = new()
            {
                ["tiny-base"] = await AnswerAsync(service, "tiny-base"),
                [judge] = await AnswerAsync(service, judge),
            };
            HashSet<string> seen = [];
            for (int kill = 0; kill < kills; kill++)
            {
                // The damaged one is asked for at first: it can only be refused once.
                string next =
                    kill == 0 ? damaged
                    : kill % 2 == 1 ? "tiny-base"
                    : judge;
                await PromoteAsync(service, next);
                await Task.Delay(random.Next(kill % 4 == 3 ? 1500 : 250), Cancel);
                service.Kill();
                service.Dispose();
                service = await StartAsync(database);
                string version = await CheckAsync(service, alone);
                seen.Add(version);
                if (next != damaged)
                {
                    await ServesAsync(service, next);
                    Assert.Equal(next, await CheckAsync(service, alone));
                    seen.Add(next);
                }
            }

            await ModelService.UntilAsync(
                async () => (await GetAsync(service, $"/models/{damaged}")).GetProperty("status").GetString() == "rejected",
                "the damaged one is rejected"
            );
            Assert.Equal(alone.Keys.Order(), seen.Order());
        }
        finally
        {
            service.Dispose();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            await TestDatabase.DropAsync(database);
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<ServiceProcess> StartAsync(string? database)
    {
        var service = ServiceProcess.Start(folder, database, "MtRl:Models:PollSeconds=0.1");
        await service.ReadyAsync(Cancel);
        return service;
    }

    // The version that answers, after its answer was found equal to what that version answers.
    private static async Task<string> CheckAsync(ServiceProcess service, Dictionary<string, string> alone)
    {
        var answer = await JudgeAsync(service);
        string version = answer.GetProperty("model").GetProperty("version").GetString()!;
        Assert.Equal(alone[version], answer.GetProperty("distribution").GetRawText());
        return version;
    }

    private static async Task<string> AnswerAsync(ServiceProcess service, string version)
    {
        await PromoteAsync(service, version);
        await ServesAsync(service, version);
        return (await JudgeAsync(service)).GetProperty("distribution").GetRawText();
    }

    private static async Task<JsonElement> JudgeAsync(ServiceProcess service) =>
        await (
            await service.Client.SendJsonAsync(
                HttpMethod.Post,
                "/judge",
                new { task = "technical", images = new[] { Pictures.Data(1) } }
            )
        ).JsonAsync();

    private static async Task PromoteAsync(ServiceProcess service, string version) =>
        await (await service.Client.PostAsync($"/models/{version}/promote", null, Cancel)).JsonAsync();

    private static Task ServesAsync(ServiceProcess service, string version) =>
        ModelService.UntilAsync(
            async () => (await JudgeAsync(service)).GetProperty("model").GetProperty("version").GetString() == version,
            $"{version} is served"
        );

    private static async Task<JsonElement> GetAsync(ServiceProcess service, string path) =>
        await (await service.Client.GetAsync(path, Cancel)).JsonAsync();

    // A version whose stored weights are changed behind the service's back.
    private async Task<string> DamagedAsync(ServiceProcess service)
    {
        string copy = Path.Combine(folder, "copy");
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(Path.Combine(Fixtures.Root, "models", "tiny-judge")))
        {
            if (Path.GetFileName(file) != "probes.json")
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }
        }

        // Equal files would be the same version: one weight is a little different.
        await FlipAsync(Path.Combine(copy, "model.safetensors"), 4, 0x01);
        string name = await ImportAsync(service, copy);
        string digest = (await GetAsync(service, $"/models/{name}")).GetProperty("digest").GetString()!;
        await FlipAsync(Path.Combine(folder, "models", digest, "model.safetensors"), 1000, 0x40);
        return name;
    }

    private static async Task FlipAsync(string file, int fromEnd, byte bit)
    {
        byte[] bytes = await File.ReadAllBytesAsync(file, Cancel);
        bytes[^fromEnd] ^= bit;
        File.Delete(file);
        await File.WriteAllBytesAsync(file, bytes, Cancel);
    }

    private static async Task<string> ImportAsync(ServiceProcess service, string source)
    {
        using var zip = new MemoryStream();
        ZipFile.CreateFromDirectory(source, zip);
        using var content = new ByteArrayContent(zip.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        using var answer = await service.Client.PostAsync("/models/import", content, Cancel);
        return (await answer.JsonAsync(HttpStatusCode.Created)).GetProperty("name").GetString()!;
    }
}
