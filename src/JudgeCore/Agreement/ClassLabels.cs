namespace JudgeCore.Agreement;

/// <summary>Class labels as indices: what every measure of this folder reckons with.</summary>
public static class ClassLabels
{
    /// <summary>Stands for "no answer" among predicted class indices.</summary>
    public const int Abstained = -1;

    /// <summary>Maps values to their positions in <paramref name="labels"/>; null becomes <see cref="Abstained"/>.</summary>
    /// <exception cref="ArgumentException">A value is not among the labels.</exception>
    public static int[] Index<T>(IReadOnlyList<T> labels, IReadOnlyList<T?> values)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(values);
        var positions = new Dictionary<T, int>();
        for (var i = 0; i < labels.Count; i++)
            positions[labels[i]] = i;
        var indices = new int[values.Count];
        for (var i = 0; i < values.Count; i++)
        {
            indices[i] = values[i] switch
            {
                null => Abstained,
                { } value when positions.TryGetValue(value, out var position) => position,
                { } value => throw new ArgumentException(
                    $"values[{i}] is \"{value}\", which is not among the labels.",
                    nameof(values)
                ),
            };
        }
        return indices;
    }

    /// <summary>The share of the predictions that are answers; NaN where there is no item.</summary>
    public static double Coverage(ReadOnlySpan<int> predicted)
    {
        var answered = 0;
        foreach (var label in predicted)
            answered += label == Abstained ? 0 : 1;
        return predicted.IsEmpty ? double.NaN : (double)answered / predicted.Length;
    }
}
