using System.Buffers.Binary;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Reviews;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Hosting;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Microsoft.Extensions.Options;

namespace JudgeApi.Tests.Reviews;

public sealed class ReviewSharesTests
{
    /// <summary>
    /// Two hundred days of two hundred judgments, raters with time for twenty of each share: a judge that is right as often as it says. What the
    /// random share says of its agreement is right on average; what the uncertain share says is far too low.
    /// </summary>
    [Fact]
    public void The_random_share_estimates_agreement_and_the_uncertain_one_does_not()
    {
        const int Days = 200;
        const int Judgments = 200;
        const int Turns = 20;
        var shares = new ReviewShares(Options.Create(new ServiceOptions()));
        var random = new Random(20261);
        List<double> truths = [];
        List<double> fair = [];
        List<double> uncertain = [];
        for (int day = 0; day < Days; day++)
        {
            var judged = Enumerable
                .Range(0, Judgments)
                .Select(_ =>
                {
                    double confidence = 0.5 + (random.NextDouble() / 2);
                    return (Item: shares.Place(Judged(random, confidence)), Right: random.NextDouble() < confidence);
                })
                .ToArray();
            truths.Add(judged.Average(one => one.Right ? 1.0 : 0));
            fair.Add(Seen(judged, CorrectionOrigin.Random, Turns));
            uncertain.Add(Seen(judged, CorrectionOrigin.Uncertain, Turns));
        }

        double truth = truths.Average();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"agreement {truth:F4}; random share says {fair.Average():F4}, uncertain share {uncertain.Average():F4}"
        );

        // The standard error of the mean of 200 days with 20 items each is below 0.007.
        Assert.InRange(fair.Average() - truth, -0.021, 0.021);
        Assert.True(uncertain.Average() < truth - 0.15);
    }

    [Fact]
    public void The_random_share_has_its_size_and_knows_nothing_of_the_verdict()
    {
        var shares = new ReviewShares(Options.Create(new ServiceOptions()));
        var random = new Random(20262);
        var items = Enumerable
            .Range(0, 20_000)
            .Select(_ =>
            {
                double confidence = 0.5 + (random.NextDouble() / 2);
                return (Confidence: confidence, Item: shares.Place(Judged(random, confidence)));
            })
            .ToArray();
        var drawn = items.Where(one => one.Item.Share == CorrectionOrigin.Random).ToArray();
        Assert.InRange(drawn.Length, 3_830, 4_170);
        Assert.InRange(drawn.Average(one => one.Confidence) - items.Average(one => one.Confidence), -0.007, 0.007);

        // Within the share, too, the order is not the verdict's.
        var soonest = drawn.OrderByDescending(one => one.Item.Priority).Take(drawn.Length / 4);
        Assert.InRange(soonest.Average(one => one.Confidence) - drawn.Average(one => one.Confidence), -0.015, 0.015);
    }

    /// <summary>The same through the service: one population, raters who know the truth, every turn taken from the queue.</summary>
    [Fact]
    public async Task Corrections_of_the_random_share_show_the_judge_as_it_is()
    {
        await using var service = await TestService.StartAsync(
            settings: [("MtRl:Review:RandomShare", "0.5"), ("MtRl:Review:Overlap", "1"), ("MtRl:Review:GoldShare", "0")]
        );
        using var ops = service.As(KeyRole.Ops);
        using var rater = service.As(KeyRole.Rater);
        const int Judgments = 400;
        Dictionary<string, bool> right = new(StringComparer.Ordinal);
        for (int i = 0; i < Judgments; i++)
        {
            // Wrong wherever it is unsure: three judgments of ten.
            double confidence = 0.5 + (i * 0.5 / Judgments);
            string id = await ReviewJourneyTests.JudgeAsync(service, ops, "technical", $"j{i}", confidence);
            right[id] = confidence > 0.65;
        }

        Dictionary<string, List<bool>> seen = new() { ["random"] = [], ["uncertain"] = [] };
        for (int turn = 0; turn < 160; turn++)
        {
            var review = (await ReviewJourneyTests.NextAsync(rater))!.Value;
            string id = review.GetProperty("judgmentId").GetString()!;
            var said = await ReviewJourneyTests.AnswerAsync(rater, review, right[id] ? "yes" : "no");
            var stored = await (
                await ops.GetAsync($"/corrections/{said.GetProperty("id").GetString()}", TestService.Cancel)
            ).JsonAsync();
            seen[stored.GetProperty("origin").GetString()!].Add(said.GetProperty("confirms").GetBoolean());
        }

        // About 80 of about 200: the standard error of the random share is below 0.04, and five of it are allowed. Of the 120 wrong ones, about 60 are
        // in the uncertain share, fewer than 30 in one of a hundred million runs: its first 30 turns show them alone.
        double truth = right.Values.Average(one => one ? 1.0 : 0);
        double fair = seen["random"].Average(one => one ? 1.0 : 0);
        double biased = seen["uncertain"].Take(30).Average(one => one ? 1.0 : 0);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"agreement {truth:F3}; random {fair:F3} of {seen["random"].Count}, first uncertain {biased:F3} of {seen["uncertain"].Count}"
        );
        Assert.InRange(fair - truth, -0.2, 0.2);
        Assert.Equal(0, biased);
    }

    private static double Seen((ReviewItem Item, bool Right)[] judged, CorrectionOrigin share, int turns) =>
        judged
            .Where(one => one.Item.Share == share)
            .OrderByDescending(one => one.Item.Priority)
            .Take(turns)
            .Average(one => one.Right ? 1.0 : 0);

    private static Judgment Judged(Random random, double confidence)
    {
        byte[] id = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, random.NextInt64());
        BinaryPrimitives.WriteInt64BigEndian(id.AsSpan(8), random.NextInt64());
        return new Judgment
        {
            Id = Convert.ToHexStringLower(id),
            CreatedAt = DateTimeOffset.UnixEpoch,
            Task = "technical",
            TaskVersion = 1,
            Kind = TaskKind.Labels,
            Mode = VerdictMode.Verdict,
            Verdict = "yes",
            Confidence = confidence,
            Distribution = FormattableString.Invariant($"{{\"yes\":{confidence},\"no\":{1 - confidence}}}"),
            Abstained = false,
            ModelVersion = "m",
            ModelDigest = "d",
            PromptTokens = 0,
            ImageTokens = 0,
            CompletionTokens = 0,
            QueueMs = 0,
            ImageMs = 0,
            ModelMs = 0,
            KeyId = "k",
            Images = [],
        };
    }
}
