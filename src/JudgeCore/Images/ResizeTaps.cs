// Pillow's fixed-point weights of an antialiased bicubic (a = -0.5): its support grows with the shrink factor.
namespace JudgeCore.Images;

/// <summary>For each new position along one side: which old positions it takes and with what weights.</summary>
internal sealed class ResizeTaps
{
    /// <summary>Weights are multiples of 2^-22: a byte times a weight, summed with overshoot, just fits 32 bits.</summary>
    public const int Precision = 32 - 8 - 2;

    private const double Support = 2;
    private readonly int[] weights; // [to, longest]
    private readonly int longest;

    public ResizeTaps(int from, int to)
    {
        double scale = (double)from / to;
        double stretch = Math.Max(1, scale);
        double support = Support * stretch;
        longest = ((int)Math.Ceiling(support) * 2) + 1;
        weights = new int[to * longest];
        First = new int[to];
        Count = new int[to];
        Span<double> row = longest <= 256 ? stackalloc double[longest] : new double[longest];
        for (int i = 0; i < to; i++)
        {
            double center = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(center - support + 0.5));
            int count = Math.Min(from, (int)(center + support + 0.5)) - first;
            double sum = 0;
            for (int k = 0; k < count; k++)
            {
                row[k] = Bicubic((k + first - center + 0.5) * (1 / stretch));
                sum += row[k];
            }

            for (int k = 0; k < count; k++)
            {
                double weight = (sum == 0 ? row[k] : row[k] / sum) * (1 << Precision);
                weights[(i * longest) + k] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }

            (First[i], Count[i]) = (first, count);
        }
    }

    public int[] First { get; }

    public int[] Count { get; }

    public ReadOnlySpan<int> Weights(int position) => weights.AsSpan(position * longest, Count[position]);

    private static double Bicubic(double x)
    {
        const double A = -0.5;
        x = Math.Abs(x);
        return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1
            : x < 2 ? ((((((x - 5) * x) + 8) * x) - 4) * A)
            : 0;
    }
}
