using System.Text.Json;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Hosting;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Tests.Storage;

public sealed class RowBatchTests
{
    private static readonly DateTimeOffset Now = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2)).AddMicroseconds(
        7
    );

    private static CancellationToken Cancel => TestService.Cancel;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_are_read_as_they_were_written(bool filled)
    {
        await using var service = await TestService.StartAsync();
        var judgment = Judgment(filled);
        await WriteAsync(service, judgment);
        var read = await service.InDatabaseAsync(db =>
            db.Judgments.AsNoTracking().Include(row => row.Images).SingleAsync(row => row.Id == judgment.Id, Cancel)
        );
        Assert.Equal(JsonSerializer.Serialize(judgment, Json.Options), JsonSerializer.Serialize(read, Json.Options));
    }

    [Fact]
    public async Task A_row_that_is_there_stays_where_that_is_asked_for_and_fails_the_batch_elsewhere()
    {
        await using var service = await TestService.StartAsync();
        await WriteAsync(service, Judgment(true));
        var again = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            WriteAsync(service, Judgment(true), width: 9)
        );
        Assert.True(DatabaseErrors.IsTaken(again));
        Assert.Equal(4, await service.InDatabaseAsync(db => db.Images.Select(image => image.Width).SingleAsync(Cancel)));
    }

    private static Task<bool> WriteAsync(TestService service, Judgment judgment, int width = 4) =>
        service.InDatabaseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
            await using var rows = new RowBatch(db);
            rows.Add(
                new StoredImage
                {
                    Id = new string('a', 64),
                    MediaType = "image/png",
                    Bytes = 1L << 40,
                    Width = width,
                    Height = 5,
                    CreatedAt = Now,
                },
                unlessThere: true
            );
            rows.Add(judgment);
            judgment.Images.ForEach(image => rows.Add(image));
            await rows.InsertAsync(Cancel);
            await transaction.CommitAsync(Cancel);
            return true;
        });

    private static Judgment Judgment(bool filled) =>
        new()
        {
            Id = new string('7', 32),
            CreatedAt = Now.ToUniversalTime(),
            Task = "technical",
            TaskVersion = 3,
            TwinVersion = filled ? 2 : null,
            Kind = TaskKind.Pairwise,
            Mode = VerdictMode.Reasoned,
            Strategy = filled ? PairStrategy.Joint : null,
            Text = filled ? "it's \"so\"; -- ü" : null,
            Reference = filled ? "caller" : null,
            Group = filled ? "group" : null,
            Verdict = "A",
            Confidence = 0.1 + 0.2,
            Distribution = """{"A":0.3,"B":0.7}""",
            Score = filled ? 1.5 : null,
            Rationale = filled ? "because" : null,
            Abstained = filled,
            CalibrationId = filled ? new string('c', 32) : null,
            SwapFirst = filled ? "A" : null,
            SwapSecond = filled ? "B" : null,
            Flipped = filled ? true : null,
            ModelVersion = "tiny",
            ModelDigest = new string('d', 64),
            PromptTokens = 1,
            ImageTokens = 2,
            CompletionTokens = 3,
            QueueMs = 0.25,
            ImageMs = 0.5,
            ModelMs = 1e-9,
            KeyId = "key",
            Images =
            [
                new JudgedImage
                {
                    JudgmentId = new string('7', 32),
                    Position = 0,
                    ImageId = new string('a', 64),
                },
            ],
        };
}
