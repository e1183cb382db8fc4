using JudgeCore.Agreement;
using JudgeCore.Tests.Reference;

namespace JudgeCore.Tests.Agreement;

/// <summary>Recorded cases about two judges, two orders, or two items.</summary>
internal static class ComparisonChecks
{
    public static void PairedBootstrap(ReferenceCase recorded, double tolerance)
    {
        var indices = recorded.Rows("indices").Select(r => r.Select(i => (int)i).ToArray()).ToArray();
        var result = JudgeCore.Agreement.PairedBootstrap.Of(
            recorded.Integers("y_true"),
            recorded.Integers("pred_a"),
            recorded.Integers("pred_b"),
            indices
        );
        recorded.Expect("acc_diff", result.AccuracyDifferences, tolerance);
        recorded.Expect("kappa_diff", result.KappaDifferences, tolerance);
        recorded.Expect("undefined_kappa_diffs", result.KappaDifferences.Count(double.IsNaN), 0);
        recorded.Expect("point_acc_diff", result.Accuracy, tolerance);
        recorded.Expect("point_kappa_diff", result.Kappa, tolerance);
        foreach (var percent in new[] { 90, 95 })
        {
            recorded.Expect($"acc_diff_ci{percent}", Ends(result.AccuracyInterval(percent / 100.0)), tolerance);
            recorded.Expect($"kappa_diff_ci{percent}", Ends(result.KappaInterval(percent / 100.0)), tolerance);
        }
    }

    public static void PairwiseVerdicts(ReferenceCase recorded, double tolerance)
    {
        var gold = recorded.Texts("gold").Select(g => PairTexts.Choice(g)!.Value).ToArray();
        var shownBA = recorded.Texts("shown_ba");
        var verdicts = recorded
            .Texts("shown_ab")
            .Select((ab, i) => new SwappedVerdict(PairTexts.Shown(ab), PairTexts.Shown(shownBA[i])))
            .ToArray();
        Assert.Equal(recorded.Texts("items_ab").Select(PairTexts.Choice), verdicts.Select(v => v.ItemAB));
        Assert.Equal(recorded.Texts("items_ba").Select(PairTexts.Choice), verdicts.Select(v => v.ItemBA));
        Assert.Equal(recorded.Numbers("swap_reward"), verdicts.Select((v, i) => v.RightInBothOrders(gold[i]) ? 1.0 : 0.0));

        var report = PairwiseReport.Of(gold, verdicts);
        recorded.Expect("n", report.Items, 0);
        recorded.Expect("n_both_answered", report.AnsweredInBoth, 0);
        recorded.Expect("flip_rate", report.FlipRate, tolerance);
        recorded.Expect("accuracy_ab", report.AccuracyAB, tolerance);
        recorded.Expect("accuracy_ba", report.AccuracyBA, tolerance);
        recorded.Expect("accuracy_both_orders", report.AccuracyInBoth, tolerance);
        recorded.Expect("accuracy_either_order", report.AccuracyInEither, tolerance);
        recorded.Expect("first_position_rate", report.FirstPositionRate, tolerance);
    }

    public static void PairOrder(ReferenceCase recorded, double tolerance)
    {
        var result = PairOrderAgreement.Of(
            recorded.Numbers("human"),
            recorded.Numbers("judge"),
            recorded.Number("judge_tie_epsilon")
        );
        recorded.Expect("concordant", result.Concordant, 0);
        recorded.Expect("discordant", result.Discordant, 0);
        recorded.Expect("tie_human_only", result.TieHumanOnly, 0);
        recorded.Expect("tie_judge_only", result.TieJudgeOnly, 0);
        recorded.Expect("tie_both", result.TieBoth, 0);
        recorded.Expect("acc_eq", result.Accuracy, tolerance);
        recorded.Expect("tau_eq", result.Tau, tolerance);
    }

    public static void BradleyTerryFit(ReferenceCase recorded, double tolerance)
    {
        var wins = recorded.Rows("wins_winner_loser").Select(w => new Comparison((int)w[0], (int)w[1]));
        var ties = recorded.Rows("ties").Select(t => new Comparison((int)t[0], (int)t[1], Tie: true));
        var theta = BradleyTerry.Fit(recorded.Integer("n_items"), [.. wins, .. ties], recorded.Number("l2_alpha"));
        recorded.Expect("theta", theta, tolerance);
        recorded.Expect("elo", BradleyTerry.Elo(theta), tolerance);
    }

    private static double[] Ends(Interval interval) => [interval.Low, interval.High];
}
