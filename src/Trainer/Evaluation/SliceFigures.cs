// Figures of one judge on one slice, computed again and again from resampled groups: what can be summed beforehand is.
using JudgeCore.Agreement;

namespace Trainer.Evaluation;

/// <summary>Figures of a list of predictions, on all of them or on any draw of their groups.</summary>
internal sealed class SliceFigures
{
    private const int Bins = 15; // of the calibration error

    private readonly Unit[] units;
    private readonly SoftConfusion table;

    /// <param name="predictions">Of one task.</param>
    /// <param name="groups">Indices of the predictions, a group each.</param>
    public SliceFigures(IReadOnlyList<Prediction> predictions, IReadOnlyList<int[]> groups)
    {
        int classes = predictions[0].Labels.Count;
        table = new SoftConfusion(classes);
        units = [.. groups.Select(group => new Unit([.. group.Select(i => predictions[i])], classes))];
    }

    /// <summary>Groups the indices of predictions by <see cref="Prediction.Group"/>, in the order of their first members.</summary>
    public static int[][] Groups(IReadOnlyList<Prediction> predictions) =>
        [
            .. Enumerable
                .Range(0, predictions.Count)
                .GroupBy(i => predictions[i].Group, StringComparer.Ordinal)
                .Select(group => group.ToArray()),
        ];

    /// <summary>Figures of all items.</summary>
    public Figures All() => Of(Enumerable.Range(0, units.Length).ToArray());

    /// <summary>Figures of a draw of groups, with repetitions.</summary>
    public Figures Of(ReadOnlySpan<int> draw)
    {
        table.Clear();
        Span<double> gaps = stackalloc double[Bins]; // a bin's weight that is right, minus its confidence
        gaps.Clear();
        double flipped = 0;
        double swapped = 0;
        double wellFormed = 0;
        double written = 0;
        foreach (int u in draw)
        {
            var unit = units[u];
            table.Add(unit.Table);
            foreach (var (bin, gap) in unit.Gaps)
            {
                gaps[bin] += gap;
            }

            flipped += unit.Flipped;
            swapped += unit.Swapped;
            wellFormed += unit.WellFormed;
            written += unit.Written;
        }

        double error = 0;
        foreach (double gap in gaps)
        {
            error += Math.Abs(gap);
        }

        return new Figures(
            table.Accuracy,
            table.MacroF1,
            table.Kappa,
            error / table.Total,
            flipped / swapped,
            wellFormed / written
        );
    }

    private sealed class Unit
    {
        public Unit(Prediction[] items, int classes)
        {
            Table = new SoftConfusion(classes);
            Gaps = new (int, double)[items.Length];
            for (int i = 0; i < items.Length; i++)
            {
                var item = items[i];
                Table.Add([.. item.Gold], item.Said, item.Weight);
                // Right-closed bins, as ReliabilityDiagram has them.
                int bin = Math.Clamp((int)Math.Ceiling(item.Confidence * Bins) - 1, 0, Bins - 1);
                Gaps[i] = (bin, item.Weight * (item.Right - item.Confidence));
                if (item.Swap is [var first, var second])
                {
                    Swapped += item.Weight;
                    Flipped += first == second ? 0 : item.Weight;
                }

                Written += item.Free?.Count ?? 0;
                WellFormed += item.Free?.Count(label => label is not null) ?? 0;
            }
        }

        public SoftConfusion Table { get; }

        public (int Bin, double Gap)[] Gaps { get; }

        public double Flipped { get; }

        public double Swapped { get; }

        public double WellFormed { get; }

        public double Written { get; }
    }
}
