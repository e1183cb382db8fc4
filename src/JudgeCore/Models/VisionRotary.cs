using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Two-dimensional rotary embedding of patches: half of the frequencies turn with the row, half with the column.</summary>
internal sealed class VisionRotary(int headDim, Device device)
{
    private const double Theta = 10_000; // fixed in the published models

    private readonly float[] frequencies =
    [
        .. Enumerable.Range(0, headDim / 4).Select(i => (float)(1 / Math.Pow(Theta, 2.0 * i / (headDim / 2)))),
    ]; // [headDim / 4]

    /// <summary>Cosines and sines of patches, each [patches, 1, headDim], fp32.</summary>
    public (Tensor Cos, Tensor Sin) At(IEnumerable<(int Row, int Column)> places)
    {
        long[] flat = [.. places.SelectMany(place => new long[] { place.Row, place.Column })];
        var axes = tensor(flat, [flat.Length / 2, 2, 1], device: device).to_type(ScalarType.Float32); // [patches, 2, 1]
        var angles = (axes * tensor(frequencies, device: device)).flatten(1); // [patches, headDim / 2]
        var both = cat([angles, angles], -1).unsqueeze(1); // [patches, 1, headDim]
        return (both.cos(), both.sin());
    }
}
