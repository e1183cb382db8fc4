extern alias trainer;

using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Corrections;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Judging;
using JudgeCore.Agreement;
using Microsoft.EntityFrameworkCore;
using trainer::Trainer.Data;

namespace JudgeApi.Tests.Imports;

/// <summary>Ratings that were collected elsewhere become judgments with corrections, and go out again as the trainer's data.</summary>
public sealed class ImportJourneyTests
{
    private const string Items =
        "item_id,file,prompt,group,colour\na,images/a.png,\"a cup, red\",g1,x\nb,images/b.png,,g2,y\nc,images/c.png,,,z\n";

    private const string Ratings =
        "item_id,rater_id,task,value\na,r1,looks,4\na,r2,looks,5\na,r1,looks,3\nb,r1,looks,2\nb,r2,looks,2.4\nb,r3,looks,nine\n";

    private const string Comparisons =
        "comparison_id,left_item,right_item,rater_id,winner,repeat_of\nc1,a,b,r1,left,\nc2,b,a,r2,right,\nc3,b,a,r1,right,c1\nc4,b,c,r1,tie,\n";

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Ratings_and_comparisons_become_corrections_once_however_often_they_are_imported()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        byte[] archive = Zip(("items.csv", Items), ("ratings.csv", Ratings), ("comparisons.csv", Comparisons));
        var report = await ImportAsync(ops, archive);
        Assert.Equal((4, 4, 0), (Number(report, "cases"), Number(report, "judged"), Number(report, "known")));
        Assert.Equal((8, 1, 1), (Number(report, "stored"), Number(report, "skipped"), Number(report, "faultCount")));
        Assert.Contains("ratings.csv row 7", report.GetProperty("faults")[0].GetString(), StringComparison.Ordinal);

        // A rater's later line supersedes; a pair is one case whichever side each picture was on; numbers between labels are kept.
        var words = await service.InDatabaseAsync(db => db.CurrentCorrections.ToListAsync(Cancel));
        Assert.All(words, word => Assert.True(word.Origin == CorrectionOrigin.Import && word.Blind));
        var judgments = await service.InDatabaseAsync(db => db.Judgments.ToDictionaryAsync(row => row.Id, Cancel));
        Assert.Equal(
            [
                "set/a quality-scale set/r1 3 3",
                "set/a quality-scale set/r2 5 5",
                "set/a+b pairwise-technical set/r1 A ",
                "set/a+b pairwise-technical set/r2 A ",
                "set/b quality-scale set/r1 2 2",
                "set/b quality-scale set/r2 2 2.4",
                "set/b+c pairwise-technical set/r1 tie ",
            ],
            words
                .Select(word =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{judgments[word.JudgmentId].Reference} {word.Task} {word.RaterId} {word.Verdict} {word.Score}"
                    )
                )
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal("g1", judgments.Values.Single(row => row.Reference == "set/a").Group);
        Assert.Equal("g1+g2", judgments.Values.Single(row => row.Reference == "set/a+b").Group);
        Assert.Equal(0, await service.InDatabaseAsync(db => db.ReviewItems.CountAsync(Cancel)));

        var again = await ImportAsync(ops, archive);
        Assert.Equal(
            (0, 4, 0, 8),
            (Number(again, "judged"), Number(again, "known"), Number(again, "stored"), Number(again, "repeated"))
        );
        Assert.Equal(4, await service.InDatabaseAsync(db => db.Judgments.CountAsync(Cancel)));
        Assert.Equal(8, await service.InDatabaseAsync(db => db.Corrections.CountAsync(Cancel)));
        Assert.Empty(Directory.EnumerateFiles(service.DataFolder, "import-*"));
    }

    [Fact]
    public async Task What_goes_out_is_what_the_trainer_reads()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        string lines = string.Join('\n', Items.Split('\n')[1..4].Select(Line));
        await ImportAsync(
            ops,
            Zip(("set/items.jsonl", lines), ("set/ratings.csv", Ratings), ("set/comparisons.csv", Comparisons))
        );
        string folder = Directory.CreateTempSubdirectory("mtrl-export-").FullName;
        try
        {
            var file = await ExportAsync(ops, "", folder);
            Assert.Equal(
                ["pairwise-technical first g1+g2 2", "quality-scale 2 g2 1", "quality-scale 4 g1 1"],
                file.Items.Select(item => $"{item.Task} {item.Label} {item.Group} {item.Images.Count}")
                    .Order(StringComparer.Ordinal)
            );
            string picture = file.ImagePath(file.Items.Single(item => item.Label == "4").Images[0]);
            Assert.Equal(Pictures.Png('a'), await File.ReadAllBytesAsync(picture, Cancel));
            Assert.Contains(
                "takes a side",
                await File.ReadAllTextAsync(Path.Combine(folder, "left-out.jsonl"), Cancel),
                StringComparison.Ordinal
            );

            // A word that comes after figures were asked for is in the next export.
            await ops.GetAsync("/stats", Cancel);
            var judged = await JudgeJourneyTests.JudgeAsync(ops, "safety", Pictures.Data());
            string id = judged.GetProperty("id").GetString()!;
            await (await CorrectionJourneyTests.PostAsync(ops, id, new { verdict = "no" })).JsonAsync(HttpStatusCode.Created);
            Assert.Equal("no", Assert.Single((await ExportAsync(ops, "?task=safety", folder)).Items).Label);

            // Each rater's last word: 4 ratings and 2 sides taken, and the one above.
            Assert.Equal(7, (await ExportAsync(ops, "?labels=each", folder)).Items.Count);
            Assert.Equal(2, (await ExportAsync(ops, "?task=quality-scale", folder)).Items.Count);
            Assert.Empty((await ExportAsync(ops, "?task=alignment", folder)).Items);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        await (await ops.GetAsync("/export?labels=some", Cancel)).ProblemAsync(HttpStatusCode.BadRequest, "bad_value");

        static string Line(string row)
        {
            string[] parts = row.Split(',');
            return JsonSerializer.Serialize(
                new
                {
                    item_id = parts[0],
                    file = parts[1],
                    group = parts[^2] is "" ? null : parts[^2],
                }
            );
        }
    }

    [Fact]
    public async Task A_real_server_takes_an_archive_of_megabytes_up_to_its_limit()
    {
        await using var service = await TestService.StartAsync(kestrel: true, settings: ("MtRl:Imports:MaxBytes", "4000000"));
        using var ops = service.As(KeyRole.Ops);
        string noise = Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(3_000_000));
        byte[] archive = Zip(("items.csv", Items), ("ratings.csv", Ratings), ("notes.txt", noise));
        Assert.InRange(archive.Length, 2_000_000, 4_000_000);
        Assert.Equal(2, Number(await ImportAsync(ops, archive), "judged"));

        // The refusal comes before the body is sent.
        ops.DefaultRequestHeaders.ExpectContinue = true;
        var problem = await (await PostAsync(ops, new byte[4_000_001])).ProblemAsync(
            HttpStatusCode.RequestEntityTooLarge,
            "body_too_large"
        );
        Assert.Equal(4_000_000, problem.GetProperty("limit").GetInt64());
    }

    [Theory]
    [InlineData("items.csv", "item_id,file\na,images/none.png\n", "items.csv row 2 names the picture images/none.png")]
    [InlineData("items.csv", "item_id,file\na\n", "items.csv row 2 has 1 fields")]
    [InlineData("items.csv", "item_id,file\n,images/a.png\n", "items.csv row 2 has no item_id")]
    [InlineData("items.csv", "item_id,file\na,images/a.png\na,images/b.png\n", "items.csv row 3 repeats the item a")]
    [InlineData("ratings.csv", "item_id,rater_id,task,value\nx,r,looks,1\n", "ratings.csv row 2 names the item x")]
    [InlineData("ratings.jsonl", "{\"item_id\":\"a\"", "ratings.jsonl row 1 is not one JSON object")]
    [InlineData("comparisons.csv", "left_item,right_item,rater_id,winner\na,b,r,up\n", "another winner")]
    [InlineData("notes.txt", "", null)]
    public async Task A_wrong_archive_is_refused_with_file_and_row(string name, string content, string? sentence)
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        byte[] archive = name == "items.csv" ? Zip((name, content)) : Zip(("items.csv", Items), (name, content));
        var answer = await PostAsync(ops, archive);
        if (sentence is null)
        {
            await answer.JsonAsync();
            return;
        }

        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "bad_import");
        Assert.Contains(sentence, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await service.InDatabaseAsync(db => db.Judgments.CountAsync(Cancel)));
        await (await PostAsync(ops, "no zip"u8.ToArray())).ProblemAsync(HttpStatusCode.BadRequest, "bad_import");
        await (await PostAsync(ops, Zip(("items.csv", Items), ("ratings.csv", Ratings)), "name=set&map=looks:none")).ProblemAsync(
            HttpStatusCode.BadRequest,
            "unknown_task"
        );
        await (
            await PostAsync(ops, Zip(("items.csv", Items), ("ratings.csv", Ratings)), "name=set&map=looks:pairwise-technical")
        ).ProblemAsync(HttpStatusCode.BadRequest, "bad_value");
    }

    /// <summary>Real ratings, where they are at hand (MTRL_DATA names the folder; they may not be committed): imported, they agree as published.</summary>
    [Fact]
    public async Task Imported_ratings_of_real_people_agree_as_published()
    {
        string? root = Environment.GetEnvironmentVariable("MTRL_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "MTRL_DATA does not name the folder of human ratings.");
        string folder = Path.Combine(root, "ai-image-ratings");
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        foreach (string task in new[] { "appeal", "realism", "prompt-match" })
        {
            await ops.SendJsonAsync(
                HttpMethod.Put,
                $"/tasks/{task}",
                new
                {
                    kind = "scale",
                    rubric = "Rate the picture.",
                    labels = new[] { "1", "2", "3", "4", "5" },
                    text = "optional",
                }
            );
        }

        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            string[] files =
            [
                "items.csv",
                "ratings.csv",
                .. Directory.GetFiles(Path.Combine(folder, "images")).Select(file => "images/" + Path.GetFileName(file)),
            ];
            foreach (string name in files)
            {
                await zip.CreateEntryFromFileAsync(Path.Combine(folder, name), name, Cancel);
            }
        }

        var report = await ImportAsync(ops, buffer.ToArray(), "name=air&map=prompt_match:prompt-match");
        Assert.Equal(0, Number(report, "faultCount"));
        Assert.Equal((336, 7800), (Number(report, "cases"), Number(report, "stored")));
        using var recorded = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "reference.json"), Cancel));
        foreach (var (ours, theirs) in new[] { ("appeal", "appeal"), ("realism", "realism"), ("prompt-match", "prompt_match") })
        {
            var words = await service.InDatabaseAsync(db =>
                db.CurrentCorrections.Where(word => word.Task == ours).ToListAsync(Cancel)
            );
            var published = recorded.RootElement.GetProperty("study1").GetProperty(theirs);
            Assert.Equal(published.GetProperty("n_ratings").GetInt32(), words.Count);
            string[] items = [.. words.Select(word => word.JudgmentId).Distinct()];
            double?[][] table =
            [
                .. words
                    .GroupBy(word => word.RaterId)
                    .Select(rater =>
                    {
                        var own = rater.ToDictionary(word => word.JudgmentId, word => word.Score);
                        return items.Select(item => own.GetValueOrDefault(item)).ToArray();
                    }),
            ];
            Assert.Equal(
                published.GetProperty("krippendorff_alpha_ordinal_all").GetDouble(),
                KrippendorffAlpha.Of(table, MeasurementLevel.Ordinal),
                1.5e-6
            );
        }
    }

    private static byte[] Zip(params (string Name, string Text)[] tables)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            string root = tables[0].Name[..(tables[0].Name.LastIndexOf('/') + 1)];
            foreach (var (name, text) in tables)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }

            foreach (char name in "abc")
            {
                using var entry = zip.CreateEntry($"{root}images/{name}.png").Open();
                entry.Write(Pictures.Png(name));
            }
        }

        return buffer.ToArray();
    }

    private static Task<HttpResponseMessage> PostAsync(
        HttpClient client,
        byte[] archive,
        string query = "name=set&map=looks:quality-scale&comparisons=pairwise-technical"
    )
    {
        var content = new ByteArrayContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        return client.PostAsync($"/imports?{query}", content, Cancel);
    }

    // The last line is the outcome.
    private static async Task<JsonElement> ImportAsync(
        HttpClient client,
        byte[] archive,
        string query = "name=set&map=looks:quality-scale&comparisons=pairwise-technical"
    )
    {
        var answer = await PostAsync(client, archive, query);
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        var last = JsonDocument.Parse(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;
        Assert.True(last.GetProperty("done").GetBoolean());
        return last;
    }

    private static async Task<JudgingFile> ExportAsync(HttpClient client, string query, string folder)
    {
        using var answer = await client.GetAsync($"/export{query}", Cancel);
        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Cancel));
        await zip.ExtractToDirectoryAsync(folder, overwriteFiles: true, Cancel);
        return JudgingFile.Read(Path.Combine(folder, "items.jsonl"));
    }

    private static int Number(JsonElement report, string name) => report.GetProperty(name).GetInt32();
}
