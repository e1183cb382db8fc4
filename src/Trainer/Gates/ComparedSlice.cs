// Two judges on the same items of one slice: differences with paired bootstrap intervals. Both judges see every resample, so what is hard for
// both does not blur the difference; groups are drawn, not items, because pictures of one group are judged alike.
using JudgeCore.Agreement;
using JudgeCore.Gates;
using JudgeCore.Verdicts;
using Trainer.Evaluation;

namespace Trainer.Gates;

/// <summary>One slice, compared; its intervals can be had at any confidence.</summary>
internal sealed class ComparedSlice
{
    private readonly Figures champion;
    private readonly Figures candidate;
    private readonly Figures[] samples; // differences
    private readonly int onlyChampionRight;
    private readonly int onlyCandidateRight;

    /// <param name="pairs">Of one task and mode, at least one.</param>
    /// <param name="family">The prompt family that they are of; null: the whole task.</param>
    /// <param name="rounds">Resamples.</param>
    /// <param name="seed">Makes them reproducible; slices of one seed are resampled independently of each other.</param>
    public ComparedSlice(IReadOnlyList<PairedPrediction> pairs, string? family, int rounds, int seed)
    {
        var one = pairs[0].Champion;
        (Source, Task, Family, Mode, Strategy, Items) = (one.Source, one.Task, family, one.Mode, one.Strategy, pairs.Count);
        Prediction[] first = [.. pairs.Select(pair => pair.Champion)];
        Prediction[] second = [.. pairs.Select(pair => pair.Candidate)];
        int[][] groups = SliceFigures.Groups(first);
        Groups = groups.Length;
        var (mine, theirs) = (new SliceFigures(first, groups), new SliceFigures(second, groups));
        (champion, candidate) = (mine.All(), theirs.All());
        onlyChampionRight = pairs.Count(pair => IsRight(pair.Champion) && !IsRight(pair.Candidate));
        onlyCandidateRight = pairs.Count(pair => !IsRight(pair.Champion) && IsRight(pair.Candidate));
        Flips = pairs.Count(pair => pair.Champion.Label != pair.Candidate.Label);
        var random = new Random(unchecked(seed * 31 + Stable($"{Source}/{Task}/{family}/{Mode}/{Strategy}")));
        int[] draw = new int[groups.Length];
        samples = new Figures[rounds];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < draw.Length; i++)
            {
                draw[i] = random.Next(draw.Length);
            }

            samples[round] = theirs.Of(draw) - mine.Of(draw);
        }
    }

    public EvidenceSource Source { get; }

    public string Task { get; }

    /// <summary>Null: the whole task.</summary>
    public string? Family { get; }

    public VerdictMode Mode { get; }

    public PairStrategy? Strategy { get; }

    public int Items { get; }

    public int Groups { get; }

    /// <summary>Items on which the two say different labels.</summary>
    public int Flips { get; }

    /// <summary>"safety/house of the data, verdict"</summary>
    public string Name => $"{Family ?? Task} {SliceName.Place(Source, Mode)}";

    /// <summary>Candidate minus champion.</summary>
    public Figures Difference => candidate - champion;

    /// <summary>Every task and mode of some pairs, and every prompt family of tasks that have several.</summary>
    public static IEnumerable<ComparedSlice> All(IReadOnlyList<PairedPrediction> pairs, int rounds, int seed)
    {
        foreach (
            var task in pairs.GroupBy(pair =>
                (pair.Champion.Source, pair.Champion.Task, pair.Champion.Mode, pair.Champion.Strategy)
            )
        )
        {
            PairedPrediction[] all = [.. task];
            yield return new ComparedSlice(all, null, rounds, seed);
            var families = all.GroupBy(pair => pair.Champion.Family).OrderBy(f => f.Key, StringComparer.Ordinal).ToList();
            foreach (var family in families.Count > 1 ? families : [])
            {
                yield return new ComparedSlice([.. family], family.Key, rounds, seed);
            }
        }
    }

    /// <summary>A difference with its central interval; null where the figure does not apply.</summary>
    public MeasuredDifference? Measure(Func<Figures, double> figure, double confidence)
    {
        if (double.IsNaN(figure(Difference)))
        {
            return null;
        }

        var interval = Percentile.Central(Samples(figure), confidence);
        return new MeasuredDifference(
            figure(Difference),
            double.IsNaN(interval.Low) ? null : interval.Low,
            double.IsNaN(interval.High) ? null : interval.High
        );
    }

    /// <summary>[rounds] the difference of one figure in every resample; NaN where it is undefined.</summary>
    public IEnumerable<double> Samples(Func<Figures, double> figure) => samples.Select(figure);

    public GateSlice Report(double confidence) =>
        new()
        {
            Source = Source,
            Task = Task,
            Family = Family,
            Mode = Mode,
            Strategy = Strategy,
            Items = Items,
            Groups = Groups,
            Champion = Of(champion),
            Candidate = Of(candidate),
            Accuracy = Measure(f => f.Accuracy, confidence)!,
            MacroF1 = Measure(f => f.MacroF1, confidence)!,
            Kappa = Measure(f => f.Kappa, confidence),
            CalibrationError = Measure(f => f.CalibrationError, confidence)!,
            FlipRate = Measure(f => f.FlipRate, confidence),
            FormatRate = Measure(f => f.FormatRate, confidence),
            OnlyChampionRight = onlyChampionRight,
            OnlyCandidateRight = onlyCandidateRight,
            ChangedVerdicts = Flips,
            McNemarP = McNemarTest.Of(onlyChampionRight, onlyCandidateRight).ExactP,
        };

    private static GateFigures Of(Figures figures) =>
        new()
        {
            Accuracy = figures.Accuracy,
            MacroF1 = figures.MacroF1,
            Kappa = Null(figures.Kappa),
            CalibrationError = figures.CalibrationError,
            FlipRate = Null(figures.FlipRate),
            FormatRate = Null(figures.FormatRate),
        };

    private static double? Null(double value) => double.IsNaN(value) ? null : value;

    private static bool IsRight(Prediction prediction) => prediction.Said == prediction.GoldLabel;

    // string.GetHashCode differs between processes.
    private static int Stable(string text) => text.Aggregate(17, (hash, c) => unchecked(hash * 31 + c));
}
