using JudgeApi.Calibrations;
using JudgeApi.Statistics;
using JudgeCore.Verdicts;

namespace JudgeApi.Tests.Calibrations;

public sealed class CalibrationFitTests
{
    [Fact]
    public void An_overconfident_judge_becomes_honest_and_keeps_to_the_error_that_was_asked_for()
    {
        // What it says is its honest probability with a temperature of a half: twice too sure.
        var fit = CalibrationFit.Of(Judged(new Random(1), 2000, 0.5), targetError: 0.05)!;
        Assert.InRange(fit.Temperature, 1.8, 2.2);
        Assert.True(fit.LossAfter < fit.LossBefore);
        Assert.True(fit.ErrorBefore > 0.08, $"{fit.ErrorBefore}");
        Assert.True(fit.ErrorAfter < 0.04, $"{fit.ErrorAfter}");
        Assert.InRange(fit.AnsweredError, 0.01, 0.05);
        Assert.InRange(fit.Coverage, 0.05, 0.2); // a fifth would have it on average

        // On judgments that it has never seen.
        var others = Judged(new Random(2), 20_000, 0.5)
            .Select(one => (Confidence: CalibratedVerdict.Tempered(one.Distribution, fit.Temperature)[one.Verdict], Case: one))
            .Where(one => one.Confidence >= fit.AbstainBelow)
            .ToList();
        Assert.True(others.Average(one => 1 - one.Case.Truth[one.Case.Verdict]) <= 0.055);
        Assert.InRange(others.Count / 20_000.0, fit.Coverage - 0.05, fit.Coverage + 0.05);
    }

    [Fact]
    public void An_honest_judge_stays_as_it_is()
    {
        var fit = CalibrationFit.Of(Judged(new Random(3), 500, 1), null)!;
        Assert.InRange(fit.Temperature, 0.9, 1.1);
        Assert.Null(fit.AbstainBelow);
        Assert.Equal(1, fit.Coverage);
        Assert.True(fit.LossAfter <= fit.LossBefore);
    }

    [Fact]
    public void A_judge_that_guesses_reaches_no_target()
    {
        var random = new Random(4);
        RatedCase[] guesses =
        [
            .. Judged(random, 500, 1).Select(one => one with { Truth = random.Next(2) == 0 ? [1, 0] : [0, 1] }),
        ];
        Assert.Null(CalibrationFit.Of(guesses, 0.05));
        Assert.True(CalibrationFit.Of(guesses, null)!.Temperature > 3);
    }

    [Fact]
    public void Weights_and_doubtful_truths_count_as_they_should()
    {
        var cases = Judged(new Random(5), 400, 0.5);
        RatedCase[] weighted = [.. cases.Select((one, i) => one with { Weight = i % 2 == 0 ? 3 : 1 })];
        RatedCase[] copied = [.. cases.SelectMany((one, i) => Enumerable.Repeat(one, i % 2 == 0 ? 3 : 1))];
        Assert.Equal(CalibrationFit.Of(copied, null)!.Temperature, CalibrationFit.Of(weighted, null)!.Temperature, 1e-6);

        // A truth of 0.75 is what three of four judgments like it say.
        RatedCase doubtful = cases[0] with
        {
            Verdict = 0,
            Distribution = [0.9, 0.1],
            Truth = [0.75, 0.25],
        };
        RatedCase[] asked = [.. Enumerable.Range(0, 50).Select(i => doubtful with { JudgmentId = $"{i:x32}" })];
        double honest = CalibratedVerdict.Tempered([0.9, 0.1], CalibrationFit.Of(asked, null)!.Temperature)[0];
        Assert.Equal(0.75, honest, 1e-6);
    }

    private static RatedCase[] Judged(Random random, int count, double temperature) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    double honest = 0.5 + (0.5 * random.NextDouble());
                    double[] says = CalibratedVerdict.Tempered([honest, 1 - honest], temperature);
                    return new RatedCase
                    {
                        JudgmentId = $"{random.Next():x16}{i:x16}",
                        CreatedAt = DateTimeOffset.UnixEpoch,
                        ModelVersion = "m",
                        TaskVersion = 1,
                        Mode = VerdictMode.Verdict,
                        CalibrationId = null,
                        Verdict = 0,
                        Distribution = says,
                        Abstained = false,
                        Flipped = null,
                        Score = double.NaN,
                        PeopleScore = double.NaN,
                        Truth = random.NextDouble() < honest ? [1, 0] : [0, 1],
                        Votes = [1, 0],
                    };
                }),
        ];
}
