using JudgeCore.Agreement;
using JudgeCore.Tests.Reference;

namespace JudgeCore.Tests.Agreement;

/// <summary>Every recorded case of crowd.json.</summary>
public sealed class CrowdReferenceTests
{
    private const double Tolerance = 1e-8;
    private static readonly ReferenceFile File = new(Fixtures.Reference, "crowd.json");

    public static TheoryData<string, int, string> Cases => File.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Estimates_equal_the_recorded_ones(string section, int index, string name)
    {
        Assert.NotNull(name);
        var recorded = File.Case(section, index);
        switch (section)
        {
            case "crowd":
                Crowd(recorded);
                break;
            case "noise_corrected_reward":
                var (fp, fn) = (recorded.Number("rho_fp"), recorded.Number("rho_fn"));
                recorded.Expect("youden_j", NoiseCorrection.YoudenJ(fp, fn), Tolerance);
                recorded.Expect("corrected", NoiseCorrection.Corrected(recorded.Number("observed"), fp, fn), Tolerance);
                break;
            case "noise_corrected_checks":
                Expectations(recorded);
                break;
            case "noise_corrected_multiclass":
                Multiclass(recorded);
                break;
            default:
                Assert.Fail($"crowd.json has a section '{section}' that no check knows.");
                break;
        }
        recorded.Finish();
    }

    private static void Crowd(ReferenceCase recorded)
    {
        var items = recorded.Integer("n_tasks");
        var classes = recorded.Integer("n_classes");
        var votes = recorded.Rows("votes_task_rater_label").Select(v => new Vote((int)v[0], (int)v[1], (int)v[2])).ToArray();
        var shares = MajorityVote.Shares(items, classes, votes);
        recorded.Expect("majority_shares", shares, Tolerance);
        recorded.Expect("majority_label_or_null_on_tie", shares.Select(s => MajorityVote.Label(s) ?? double.NaN), 0);

        Dictionary<int, int>? gold = null;
        if (recorded.Has("gold"))
            gold = recorded.Field("gold").EnumerateObject().ToDictionary(g => int.Parse(g.Name), g => g.Value.GetInt32());
        var truth = recorded.Integers("true_labels");
        foreach (var fit in recorded.Objects("fits"))
        {
            var model = fit.Text("model") switch
            {
                "dawid_skene" => CrowdModel.DawidSkene,
                "one_coin" => CrowdModel.OneCoin,
                var other => throw new FormatException($"{fit.Where}: unknown model '{other}'"),
            };
            var result = CrowdEstimator.Fit(
                items,
                recorded.Integer("n_raters"),
                classes,
                votes,
                model,
                gold,
                fit.Integer("n_iter_limit"),
                fit.NumberOrNull("tol")
            );
            fit.Expect("iterations_run", result.Rounds, 0);
            fit.Expect("posterior", result.Posterior, Tolerance);
            fit.Expect("priors", result.Priors, Tolerance);
            fit.Expect("accuracy_vs_truth", truth.Where((t, i) => result.Label(i) == t).Count() / (double)items, Tolerance);
            Errors(fit, result);
            if (fit.Has("youden_j_per_rater"))
                fit.Expect(
                    "youden_j_per_rater",
                    Enumerable.Range(0, recorded.Integer("n_raters")).Select(result.YoudenJ),
                    Tolerance
                );
            if (fit.Has("skills"))
                fit.Expect("skills", result.Skills!, Tolerance);
            if (fit.Has("loss_history"))
                fit.Expect("loss_history", result.LossHistory, Tolerance);
            fit.Finish();
        }
        recorded.Ignore("rater_kinds");
    }

    private static void Errors(ReferenceCase fit, CrowdFit result)
    {
        var raters = fit.Field("errors_rater_observed_true").EnumerateArray().ToArray();
        Assert.Equal(raters.Length, result.Errors.Count);
        for (var r = 0; r < raters.Length; r++)
        {
            var rows = raters[r].EnumerateArray().ToArray();
            for (var o = 0; o < rows.Length; o++)
            {
                // A label that the rater never used: null as a whole, or null for every true label.
                var expected =
                    rows[o].ValueKind == System.Text.Json.JsonValueKind.Null
                        ? [.. Enumerable.Repeat(double.NaN, result.Priors.Length)]
                        : rows[o].EnumerateArray().Select(ReferenceCase.NumberOf).ToArray();
                Close.Require(expected, result.Errors[r][o], Tolerance, $"{fit.Where} errors of rater {r}, label {o}");
            }
        }
    }

    private static void Expectations(ReferenceCase recorded)
    {
        var (fp, fn) = (recorded.Number("rho_fp"), recorded.Number("rho_fn"));
        var one = NoiseCorrection.Corrected(1, fp, fn);
        var zero = NoiseCorrection.Corrected(0, fp, fn);
        recorded.Expect("expectation_given_true_1", (1 - fn) * one + fn * zero, Tolerance);
        recorded.Expect("expectation_given_true_0", fp * one + (1 - fp) * zero, Tolerance);
        recorded.Expect("variance_given_true_1", NoiseCorrection.Variance(true, fp, fn), Tolerance);
        recorded.Expect("variance_given_true_0", NoiseCorrection.Variance(false, fp, fn), Tolerance);
    }

    private static void Multiclass(ReferenceCase recorded)
    {
        var confusion = recorded.Rows("confusion_true_observed");
        var corrected = NoiseCorrection.Corrected(confusion, recorded.Numbers("reward_if_observed_were_true"));
        recorded.Expect("corrected_reward_by_observed", corrected, Tolerance);
        recorded.Expect("expectation_by_true", confusion.Select(row => row.Zip(corrected, (c, r) => c * r).Sum()), Tolerance);
    }
}
