using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using JudgeApi.Serving;
using JudgeApi.Tests.Hosting;

namespace JudgeApi.Tests.Models;

public sealed class ImportTests : IDisposable
{
    private readonly ScriptedVersions versions = new();

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task The_same_files_twice_are_one_version()
    {
        await using var service = await ModelService.StartAsync(versions);
        Assert.Equal(await service.ImportAsync("second"), await service.ImportAsync("second"));
        Assert.Equal(2, (await service.ModelsAsync()).GetProperty("versions").GetArrayLength());
    }

    [Fact]
    public async Task A_damaged_or_hostile_archive_is_refused_and_leaves_nothing()
    {
        await using var service = await ModelService.StartAsync(versions, settings: [("MtRl:Models:ImportMaxBytes", "100000")]);
        await RefusedAsync(service, [1, 2, 3], "no zip archive");
        await RefusedAsync(service, Zip(("config.json", "{}")), "archive has neither model.safetensors");
        await RefusedAsync(service, Zip(("a/config.json", "{}"), ("b/config.json", "{}")), "twice");
        await RefusedAsync(service, Zip((".hidden", "x")), "no plain file name");
        await RefusedAsync(service, Zip(("config.json", new string(' ', 200_000))), "100000 bytes");
        await RefusedAsync(service, Zip(("adapter_config.json", "{}")), "the parameter base");
        versions.Loading = _ => throw new ModelLoadException("model.safetensors is malformed");
        await RefusedAsync(service, versions.Zip("second"), "is malformed");
        Assert.Single((await service.ModelsAsync()).GetProperty("versions").EnumerateArray());
        string store = Path.Combine(service.Service.DataFolder, "models");
        Assert.Empty(Directory.GetFileSystemEntries(store));
    }

    [Fact]
    public async Task Files_never_leave_the_store_whatever_the_archive_calls_them()
    {
        await using var service = await ModelService.StartAsync(versions);
        byte[] archive = Zip(("../../../config.json", "{}"), ("/etc/model.safetensors", "evil"));
        using var answer = await PostAsync(service, archive, "");
        string digest = (await answer.JsonAsync(HttpStatusCode.Created)).GetProperty("digest").GetString()!;
        Assert.Equal(
            ["config.json", "model.safetensors"],
            Directory
                .GetFiles(Path.Combine(service.Service.DataFolder, "models", digest))
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_base_must_be_a_version()
    {
        await using var service = await ModelService.StartAsync(versions);
        using var answer = await PostAsync(service, versions.Zip("second"), "?base=nothing");
        await answer.ProblemAsync(HttpStatusCode.BadRequest, "bad_value");
        using var misspelt = await PostAsync(service, versions.Zip("second"), "?bas=first");
        await misspelt.ProblemAsync(HttpStatusCode.BadRequest, "unknown_parameter");
    }

    public void Dispose() => versions.Dispose();

    private static async Task RefusedAsync(ModelService service, byte[] archive, string reason)
    {
        using var answer = await PostAsync(service, archive, "");
        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "bad_checkpoint");
        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> PostAsync(ModelService service, byte[] archive, string query)
    {
        using var content = new ByteArrayContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        return await service.Ops.PostAsync($"/models/import{query}", content, Cancel);
    }

    private static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return stream.ToArray();
    }
}
