using JudgeApi.Hosting;
using JudgeApi.Judging;
using JudgeApi.Lanes;
using Microsoft.Extensions.Options;

namespace JudgeApi.Tests.Judging;

public sealed class IntakeGateTests
{
    private const long MiB = 1 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static IntakeGate Gate(int memory = 64, int queue = 2, int decoders = 1) =>
        new(
            Options.Create(
                new ServiceOptions
                {
                    Judging = new JudgingOptions
                    {
                        MemoryMiB = memory,
                        QueueLength = queue,
                        Decoders = decoders,
                    },
                }
            )
        );

    [Fact]
    public async Task What_does_not_fit_waits_until_there_is_room()
    {
        using var gate = Gate();
        var first = await gate.PixelsAsync(30 * MiB, Cancel);
        var second = gate.PixelsAsync(10 * MiB, Cancel);
        Assert.False(second.IsCompleted);
        first!.Dispose();
        Assert.NotNull(await second);
    }

    [Fact]
    public async Task More_than_the_whole_budget_gets_all_of_it()
    {
        using var gate = Gate();
        using var all = await gate.PixelsAsync(5000 * MiB, Cancel);
        Assert.NotNull(all);
    }

    [Fact]
    public async Task Bodies_do_not_wait_for_pixels()
    {
        using var gate = Gate();
        using var pixels = await gate.PixelsAsync(5000 * MiB, Cancel);
        using var body = await gate.BodyAsync(10 * MiB, Cancel);
        Assert.NotNull(body);
    }

    [Fact]
    public async Task Too_many_who_wait_are_sent_away_and_a_place_is_free_again_when_one_leaves()
    {
        using var gate = Gate(queue: 2);
        using var decoder = await gate.DecoderAsync(Pace.Quick, Cancel);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task<IDisposable?>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => gate.DecoderAsync(Pace.Quick, leave.Token))];
        Assert.Null(await gate.DecoderAsync(Pace.Quick, Cancel));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
        decoder!.Dispose();
        using var next = await gate.DecoderAsync(Pace.Quick, Cancel);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task A_verdict_finds_a_decoder_beside_reasoned_requests()
    {
        using var gate = Gate(decoders: 2);
        using var reasoned = await gate.DecoderAsync(Pace.Slow, Cancel);
        var waits = gate.DecoderAsync(Pace.Slow, Cancel);
        var verdict = gate.DecoderAsync(Pace.Quick, Cancel);
        Assert.False(waits.IsCompleted);
        Assert.True(verdict.IsCompletedSuccessfully);
        Assert.NotNull(await verdict);
        reasoned!.Dispose();
        using var next = await waits;
    }
}
