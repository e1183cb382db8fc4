using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Engine;

/// <summary>Where a model computes, by name: <c>cpu</c>, <c>cuda</c> (the first GPU) or <c>cuda:1</c>.</summary>
/// <param name="Gpu">Its number; null: the processor.</param>
internal readonly record struct ComputeDevice(int? Gpu)
{
    public const string Processor = "cpu";

    private const string FirstGpu = "cuda";

    /// <exception cref="FormatException">It is no such name.</exception>
    public static ComputeDevice Parse(string name) =>
        name switch
        {
            Processor => new(null),
            FirstGpu => new(0),
            _ when name.StartsWith($"{FirstGpu}:", StringComparison.Ordinal)
                    && int.TryParse(
                        name.AsSpan(FirstGpu.Length + 1),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out int index
                    ) => new(index),
            _ => throw new FormatException($"'{name}' is none of {Processor}, {FirstGpu}, {FirstGpu}:0, {FirstGpu}:1 and so on"),
        };

    /// <summary>What is wrong with a name, or with the device that it names; null: it can be computed on.</summary>
    public static string? Fault(string name)
    {
        try
        {
            return Parse(name).Missing();
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }

    /// <summary>As libtorch knows it; a GPU's runtime starts with this.</summary>
    public Device Open() => Gpu is { } gpu ? device(DeviceType.CUDA, gpu) : CPU;

    private string? Missing() =>
        Gpu is not { } gpu ? null
        : !cuda.is_available()
            ? "no GPU can be used here: this needs NVIDIA's driver and a program that was built with -p:Torch=cuda (docs/configuration.md)"
        : gpu >= cuda.device_count() ? $"there is no GPU {gpu}, only 0 to {cuda.device_count() - 1}"
        : null;
}
