using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Gym;
using Trainer.Tests.Pretraining;
using static TorchSharp.torch;

namespace Trainer.Tests.Evaluation;

/// <summary>The judge as its callers see it, over a small random checkpoint.</summary>
[Collection(nameof(Alone))]
public sealed class JudgeTests : IDisposable
{
    private readonly TinyRun run = new();
    private readonly List<Judge> judges = [];

    public JudgeTests()
    {
        var weights = run.Model.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter));
        SafetensorsWriter.Write(Path.Combine(run.Folder, CheckpointWeights.SingleFile), weights);
    }

    public static TheoryData<string, VerdictMode> EveryTask
    {
        get
        {
            var data = new TheoryData<string, VerdictMode>();
            foreach (string task in BuiltInTasks.All.Keys)
            {
                data.Add(task, VerdictMode.Verdict);
                data.Add(task, VerdictMode.Reasoned);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(EveryTask))]
    public async Task Every_task_gets_a_whole_verdict(string name, VerdictMode mode)
    {
        var task = BuiltInTasks.All[name];
        var verdict = await Answer(Load(), Request(name, 3) with { Mode = mode });
        Assert.Equal(task.VerdictLabels, verdict.Distribution.Keys);
        Assert.Equal(1, verdict.Distribution.Values.Sum(), 1e-9);
        Assert.Equal(verdict.Confidence, verdict.Distribution.Values.Max());
        Assert.Equal(verdict.Confidence, verdict.Distribution[verdict.Label]);
        Assert.Equal(mode == VerdictMode.Reasoned, verdict.Rationale is not null);
        Assert.Equal(task.Kind == TaskKind.Pairwise ? PairStrategy.Joint : null, verdict.Strategy);
        Assert.Equal(task.Kind == TaskKind.Pairwise, verdict.Swap is not null);
        Assert.Equal(task.Kind == TaskKind.Scale, verdict.Score is >= 1 and <= 5);
        Assert.Equal(16 * task.ImageCount * (verdict.Swap is null ? 1 : 2), verdict.Usage.ImageTokens);
        Assert.Equal(64, verdict.Model.Digest.Length);
    }

    [Fact]
    public async Task The_same_request_gets_the_same_answer_alone_and_in_a_crowd()
    {
        var judge = Load();
        List<JudgeRequest> requests =
        [
            .. Enumerable
                .Range(0, 48)
                .Select(i => Request(GymTasks.All[i % GymTasks.All.Length], i) with { Mode = (VerdictMode)(i / 16 % 2) }),
        ];
        List<Verdict> alone = [];
        foreach (var request in requests)
        {
            alone.Add(await Answer(judge, request));
        }

        Verdict[] crowd = await Task.WhenAll(requests.Select(request => Answer(judge, request)));
        foreach (var (one, other) in alone.Zip(crowd))
        {
            Assert.Equal(one.Label, other.Label);
            Assert.Equal(one.Rationale, other.Rationale);
            Assert.All(one.Distribution, label => Assert.Equal(label.Value, other.Distribution[label.Key], 1e-4));
        }
    }

    [Fact]
    public async Task Swapping_a_pair_mirrors_its_verdict()
    {
        var judge = Load();
        foreach (var strategy in Enum.GetValues<PairStrategy>())
        {
            var request = Request("pairwise-technical", 9) with
            {
                Strategy = strategy,
                Twin = BuiltInTasks.All[BuiltInTasks.Technical],
            };
            var forward = await Answer(judge, request);
            var backward = await Answer(judge, request with { Images = [request.Images[1], request.Images[0]] });
            Assert.Equal(forward.Distribution["A"], backward.Distribution["B"], 1e-5);
            Assert.Equal(strategy, forward.Strategy);
        }
    }

    [Fact]
    public async Task A_full_queue_answers_busy_and_everything_accepted_is_answered()
    {
        var judge = Load(new EngineOptions { QueueLength = 2, MaxSequences = 1 });
        JudgeOutcome[] outcomes = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(i => Task.Run(() => judge.JudgeAsync(Request("technical", i), CancellationToken.None)))
        );
        Assert.Contains(outcomes, outcome => outcome is JudgeOutcome.Busy { RetryAfter.TotalSeconds: > 0 });
        Assert.Contains(outcomes, outcome => outcome is JudgeOutcome.Judged);
        Assert.Equal(0, judge.Outstanding);
    }

    [Fact]
    public async Task A_caller_that_gives_up_does_not_disturb_the_others()
    {
        var judge = Load();
        using var stop = new CancellationTokenSource();
        var givenUp = Enumerable
            .Range(0, 8)
            .Select(i => judge.JudgeAsync(Request("alignment", i) with { Mode = VerdictMode.Reasoned }, stop.Token))
            .ToList();
        var kept = Answer(judge, Request("technical", 1));
        stop.Cancel();
        foreach (var task in givenUp)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        }

        Assert.NotNull((await kept).Label);
        Assert.NotNull((await Answer(judge, Request("safety", 2))).Label);
    }

    [Fact]
    public async Task What_a_checkpoint_cannot_answer_is_refused_with_field_and_limit()
    {
        var judge = Load(new EngineOptions { MaxTokens = 96 });
        var longText = await judge.JudgeAsync(
            Request("alignment", 1) with
            {
                Text = string.Join(' ', Enumerable.Repeat("word", 400)),
            },
            CancellationToken.None
        );
        Assert.Equal(("prompt_too_long", "text"), longText is JudgeOutcome.Refused r1 ? (r1.Code, r1.Field) : default);
        var thin = new DecodedImage(2010, 10, new byte[2010 * 10 * 3], "image/png");
        var tooThin = await judge.JudgeAsync(Request("technical", 1) with { Images = [thin] }, CancellationToken.None);
        Assert.Equal(("image_aspect_ratio", "images[0]"), tooThin is JudgeOutcome.Refused r2 ? (r2.Code, r2.Field) : default);
        var two = await judge.JudgeAsync(
            Request("pairwise-technical", 1) with
            {
                Task = BuiltInTasks.All["technical"],
            },
            CancellationToken.None
        );
        Assert.Equal("wrong_image_count", (two as JudgeOutcome.Refused)?.Code);
    }

    [Fact]
    public async Task A_thousand_warmed_requests_leave_no_tensor_behind()
    {
        var judge = Load(new EngineOptions { ImageCacheBytes = 1 << 18 });
        async Task Rounds(int from, int count) =>
            await Parallel.ForAsync(
                from,
                from + count,
                new ParallelOptions { MaxDegreeOfParallelism = 16 },
                async (i, _) => await Answer(judge, Request(GymTasks.All[i % GymTasks.All.Length], i))
            );

        await Rounds(0, 200);
        long before = Tensor.TotalCount;
        await Rounds(200, 1000);
        Assert.InRange(Tensor.TotalCount - before, -8, 8); // the caches hold a few entries more or less
    }

    public void Dispose()
    {
        judges.ForEach(judge => judge.Dispose());
        run.Dispose();
    }

    private Judge Load(EngineOptions? options = null)
    {
        judges.Add(Judge.Load(run.Folder, (options ?? new EngineOptions()) with { Threads = 1, MaxReasoningTokens = 12 }));
        return judges[^1];
    }

    private static JudgeRequest Request(string task, int seed)
    {
        var random = GymSplit.Train(11).Stream(task, seed);
        var item = GymTasks.Draw(task, ref random);
        return new JudgeRequest(
            BuiltInTasks.All[task],
            [.. item.Scenes.Select(scene => new DecodedImage(64, 64, SceneRenderer.Render(scene), "image/png"))],
            item.Text
        );
    }

    private static async Task<Verdict> Answer(Judge judge, JudgeRequest request) =>
        Assert.IsType<JudgeOutcome.Judged>(await judge.JudgeAsync(request, CancellationToken.None)).Verdict;
}
