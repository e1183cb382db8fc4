using System.Runtime.InteropServices;
using TorchSharp;
using Trainer.Packing;
using static TorchSharp.torch;

namespace Trainer.Pretraining;

/// <summary>Adds up what happened since the last line of metrics.</summary>
internal sealed class MetricsWindow
{
    private readonly int[] asked = new int[Enum.GetValues<RowKind>().Length];
    private readonly int[] exact = new int[Enum.GetValues<RowKind>().Length];
    private double loss;
    private double norm;
    private int steps;
    private int pictures;

    /// <param name="rows">As they were run.</param>
    /// <param name="lengths">[examples] completion tokens.</param>
    /// <param name="hits">[completion tokens] bool: the target was the most probable token.</param>
    public void Count(IReadOnlyList<(RowKind Kind, PackedRow Row)> rows, IReadOnlyList<int> lengths, Tensor hits)
    {
        var flags = MemoryMarshal.Cast<byte, bool>(hits.bytes);
        int at = 0;
        int example = 0;
        foreach (var (kind, row) in rows)
        {
            for (int i = 0; i < row.Examples.Count; i++)
            {
                int length = lengths[example++];
                asked[(int)kind]++;
                exact[(int)kind] += flags.Slice(at, length).Contains(false) ? 0 : 1;
                at += length;
            }
        }
    }

    public void Add(double stepLoss, double gradientNorm, List<(RowKind Kind, PackedRow Row)> batch)
    {
        loss += stepLoss;
        norm += gradientNorm;
        steps++;
        pictures += batch.SelectMany(row => row.Row.Images.Select(image => image.Image.ContentHash)).Distinct().Count();
    }

    /// <summary>The line of metrics; counting begins anew.</summary>
    public PretrainMetrics Close(int step, PretrainOptions options, TimeSpan elapsed)
    {
        var shares = Enum.GetValues<RowKind>()
            .Where(kind => asked[(int)kind] > 0)
            .ToDictionary(kind => kind.ToString(), kind => Math.Round((double)exact[(int)kind] / asked[(int)kind], 4));
        double perStep = elapsed.TotalSeconds / steps;
        var metrics = new PretrainMetrics(
            step,
            options.LearningRateAt(step - 1),
            Math.Round(loss / steps, 5),
            Math.Round(norm / steps, 4),
            shares,
            Math.Round(pictures / elapsed.TotalSeconds, 1),
            Math.Round((options.Steps - step) * perStep)
        );
        Array.Clear(asked);
        Array.Clear(exact);
        (loss, norm, steps, pictures) = (0, 0, 0, 0);
        return metrics;
    }
}
