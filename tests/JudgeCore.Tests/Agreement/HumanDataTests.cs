using System.Globalization;
using JudgeCore.Agreement;
using JudgeCore.Tests.Reference;

namespace JudgeCore.Tests.Agreement;

/// <summary>Published figures of real raters, where their ratings are at hand (MTRL_DATA names the folder; they may not be committed).</summary>
public sealed class HumanDataTests
{
    // Figures are recorded with six decimals.
    private const double Tolerance = 1.5e-6;

    [Theory]
    [InlineData("study1", "ratings.csv", "appeal")]
    [InlineData("study1", "ratings.csv", "realism")]
    [InlineData("study2", "ratings-study2.csv", "appeal")]
    [InlineData("study2", "ratings-study2.csv", "quality")]
    public void Agreement_of_raters_is_the_published_one(string study, string file, string task)
    {
        var folder = Data("ai-image-ratings");
        var ratings = Rows(folder, file).Where(r => r["task"] == task).ToList();
        var raters = ratings.Select(r => r["rater_id"]).Distinct().Order(StringComparer.Ordinal).ToList();
        var items = ratings.Select(r => r["item_id"]).Distinct().Order(StringComparer.Ordinal).ToList();
        var table = raters.ToDictionary(r => r, _ => new double?[items.Count]);
        foreach (var rating in ratings)
            table[rating["rater_id"]][items.IndexOf(rating["item_id"])] = double.Parse(
                rating["value"],
                CultureInfo.InvariantCulture
            );
        var completed = Rows(folder, "raters.csv").Where(r => r["completed"] == "true").Select(r => r["rater_id"]).ToHashSet();

        var recorded = new ReferenceFile(folder, "reference.json").Root.Object(study).Object(task);
        double?[][] all = [.. table.Values];
        double?[][] panel = [.. table.Where(r => completed.Contains(r.Key)).Select(r => r.Value)];
        recorded.Expect("krippendorff_alpha_ordinal_all", KrippendorffAlpha.Of(all, MeasurementLevel.Ordinal), Tolerance);
        recorded.Expect("krippendorff_alpha_ordinal_completed", KrippendorffAlpha.Of(panel, MeasurementLevel.Ordinal), Tolerance);
        recorded.Expect(
            "krippendorff_alpha_interval_completed",
            KrippendorffAlpha.Of(panel, MeasurementLevel.Interval),
            Tolerance
        );
        recorded.Expect("krippendorff_alpha_nominal_completed", KrippendorffAlpha.Of(panel, MeasurementLevel.Nominal), Tolerance);

        var leftOut = recorded.Object("leave_one_out_srcc").Object("per_rater");
        foreach (var (rater, own) in table.Where(r => leftOut.Has(r.Key)))
        {
            var rest = items.Select((_, i) => table.Where(o => o.Key != rater).Select(o => o.Value[i]).Average() ?? double.NaN);
            leftOut.Expect(rater, Correlation.Of([.. own.Select(v => v ?? double.NaN)], [.. rest]).Spearman, Tolerance);
        }

        var votes = ratings.Select(r => new Vote(
            items.IndexOf(r["item_id"]),
            raters.IndexOf(r["rater_id"]),
            int.Parse(r["value"]) - 1
        ));
        Crowd(recorded.Object("dawid_skene"), CrowdEstimator.Fit(items.Count, raters.Count, 5, [.. votes]), raters);
        var high = votes.Select(v => v with { Label = v.Label >= 3 ? 1 : 0 });
        Crowd(recorded.Object("dawid_skene_binary_4plus"), CrowdEstimator.Fit(items.Count, raters.Count, 2, [.. high]), raters);
    }

    [Fact]
    public void Strengths_of_compared_websites_are_the_published_ones()
    {
        var folder = Data("website-preferences");
        var scores = Rows(folder, "bt_scores.csv").ToList();
        var items = scores.Select(r => r["item_id"]).ToList();
        var votes = Rows(folder, "comparisons.csv").Where(c => c["session_accepted"] == "true" && c["repeat_of"].Length == 0);
        var comparisons = votes.Select(c =>
        {
            var (left, right) = (items.IndexOf(c["left_item"]), items.IndexOf(c["right_item"]));
            return c["winner"] == "right" ? new Comparison(right, left) : new(left, right, c["winner"] == "tie");
        });
        var theta = BradleyTerry.Fit(items.Count, [.. comparisons], alpha: 0.05);
        for (var i = 0; i < items.Count; i++)
            Close.Require(double.Parse(scores[i]["bt_accepted"], CultureInfo.InvariantCulture), theta[i], Tolerance, items[i]);
    }

    private static void Crowd(ReferenceCase recorded, CrowdFit fit, List<string> raters)
    {
        recorded.Expect("iterations", fit.Rounds, 0);
        var accuracies = recorded.Object("rater_accuracy_per_rater");
        for (var r = 0; r < raters.Count; r++)
            accuracies.Expect(raters[r], fit.Accuracy(r), 1e-5);
        accuracies.Finish();
    }

    private static string Data(string name)
    {
        var root = Environment.GetEnvironmentVariable("MTRL_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "MTRL_DATA does not name the folder of human ratings.");
        return Path.Combine(root!, name);
    }

    // None of the fields read here holds a quoted comma.
    private static IEnumerable<Dictionary<string, string>> Rows(string folder, string file)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, file));
        var header = lines[0].Split(',');
        return lines.Skip(1).Select(line => header.Zip(line.Split(',')).ToDictionary(f => f.First, f => f.Second));
    }
}
