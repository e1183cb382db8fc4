using TorchSharp;
using Trainer.Losses;
using Trainer.Tests.Reference;
using static TorchSharp.torch;

namespace Trainer.Tests.Losses;

public sealed class SamplerCorrectionTests
{
    // Ratios 2, 4, 0.5 and (masked) 100; then 1, 0.25 and two masked.
    private static readonly double[] Ratios = [2, 4, 0.5, 100, 1, 0.25, 100, 100];
    private static readonly double[] Counted = [1, 1, 1, 0, 1, 1, 0, 0];

    [Theory]
    [InlineData("TokenTruncate", 3.0, null, new[] { 2, 3, 0.5, 1, 1, 0.25, 1, 1 })]
    [InlineData("TokenTruncate", 3.0, 0.4, new[] { 2, 3, 0.5, 1, 1, 0.4, 1, 1 })]
    [InlineData("TokenMask", 3.0, null, new[] { 2, 0, 0.5, 1, 1, 0.25, 1, 1 })]
    [InlineData("TokenMask", 3.0, 0.4, new[] { 2, 0, 0.5, 1, 1, 0, 1, 1 })]
    [InlineData("SequenceTruncate", 3.0, null, new[] { 3, 0.25 })]
    [InlineData("SequenceMask", 3.0, null, new[] { 0, 0.25 })]
    [InlineData("SequenceMask", null, 0.5, new[] { 4.0, 0 })]
    public void Ratios_are_cut_or_dropped_where_they_leave_the_bounds(
        string mode,
        double? maximum,
        double? minimum,
        double[] expected
    )
    {
        using var scope = NewDisposeScope();
        var (ratios, metrics) = SamplerCorrection.Of(
            zeros(2, 4),
            tensor(Ratios.Select(r => -Math.Log(r)).ToArray(), float32).reshape(2, 4),
            tensor(Counted).reshape(2, 4),
            new()
            {
                Mode = Enum.Parse<SamplerCorrectionMode>(mode),
                Maximum = maximum,
                Minimum = minimum,
            }
        );
        var actual = RecordedTensors.Numbers(ratios);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 5);
        var weights = expected.Where((_, i) => expected.Length == 2 || Counted[i] == 1).ToArray();
        Assert.Equal(weights.Min(), metrics["sampling/importance_sampling_ratio/min"], 5);
        Assert.Equal(weights.Max(), metrics["sampling/importance_sampling_ratio/max"], 5);
        Assert.Equal(weights.Average(), metrics["sampling/importance_sampling_ratio/mean"], 5);
        Assert.Equal(Math.Log(4), metrics["sampling/sampling_logp_difference/max"], 5);
        Assert.Equal(Math.Log(2) * 6 / 5, metrics["sampling/sampling_logp_difference/mean"], 5);
    }

    [Fact]
    public void A_batch_without_counted_tokens_gives_zeros_and_bounds_must_make_sense()
    {
        using var scope = NewDisposeScope();
        var (_, metrics) = SamplerCorrection.Of(
            zeros(1, 2),
            ones(1, 2),
            zeros(1, 2),
            new() { Mode = SamplerCorrectionMode.TokenTruncate }
        );
        Assert.All(metrics.Values, value => Assert.Equal(0, value));
        Assert.Throws<ArgumentException>(() =>
            SamplerCorrection.Of(zeros(1, 1), zeros(1, 1), ones(1, 1), new() { Maximum = 0.5 })
        );
        Assert.Throws<ArgumentException>(() => SamplerCorrection.Of(zeros(1, 1), zeros(1, 1), ones(1, 1), new() { Minimum = 2 }));
    }
}
