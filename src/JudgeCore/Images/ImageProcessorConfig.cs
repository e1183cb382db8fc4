// Reads preprocessor_config.json strictly: what this program does not compute is refused by name.
using JudgeCore.Models;

namespace JudgeCore.Images;

/// <summary>How a checkpoint wants its images.</summary>
/// <param name="PatchSize">Pixels along a patch.</param>
/// <param name="MergeSize">Patches along the square that becomes one visual token.</param>
/// <param name="TemporalPatchSize">Frames in a patch; a still is repeated.</param>
/// <param name="MinPixels">Smaller pictures are enlarged to this area.</param>
/// <param name="MaxPixels">Larger pictures are shrunk to this area.</param>
/// <param name="RescaleFactor">Multiplies bytes before they are normalised.</param>
/// <param name="Mean">Red, green, blue.</param>
/// <param name="Std">Red, green, blue.</param>
internal sealed record ImageProcessorConfig(
    int PatchSize,
    int MergeSize,
    int TemporalPatchSize,
    int MinPixels,
    int MaxPixels,
    double RescaleFactor,
    double[] Mean,
    double[] Std
)
{
    public const string FileName = "preprocessor_config.json";
    private const int Bicubic = 3;
    private static readonly string[] required = ["do_resize", "do_rescale", "do_normalize", "do_convert_rgb"];

    /// <summary>Pixels along one visual token: sides are multiples of it.</summary>
    public int Factor => PatchSize * MergeSize;

    /// <exception cref="UnsupportedConfigException">The file is missing, or asks for something that is not computed here.</exception>
    public static ImageProcessorConfig Load(string checkpointFolder)
    {
        string path = Path.Combine(checkpointFolder, FileName);
        return File.Exists(path)
            ? Parse(File.ReadAllText(path))
            : throw new UnsupportedConfigException("(root)", "the checkpoint folder has no such file", FileName);
    }

    /// <exception cref="UnsupportedConfigException">A value is missing, wrong or not supported.</exception>
    public static ImageProcessorConfig Parse(string json)
    {
        var config = ConfigSection.Parse(json, FileName);
        config.OneOf("image_processor_type", "Qwen2VLImageProcessor", "Qwen2VLImageProcessorFast");
        config.OneOf("data_format", "channels_first");
        foreach (string name in config.Names.Where(name => name.StartsWith("do_", StringComparison.Ordinal)))
        {
            config.MustBe(name, required.Contains(name));
        }

        if (config.Int("resample", Bicubic, min: 0) is var resample and not Bicubic)
        {
            throw config.Refuse("resample", $"{resample} is not supported; supported: {Bicubic} (bicubic)");
        }

        // Both spellings occur; pixel counts under their own name win, one by one.
        var size = config.OptionalSection("size");
        int min = config.Has("min_pixels") || size is null ? config.Int("min_pixels") : size.Int("shortest_edge");
        int max = config.Has("max_pixels") || size is null ? config.Int("max_pixels") : size.Int("longest_edge");
        var read = new ImageProcessorConfig(
            config.Int("patch_size", max: 1024),
            config.Int("merge_size", max: 64),
            config.Int("temporal_patch_size", max: 64),
            min,
            max,
            config.Positive("rescale_factor", 1.0 / 255),
            config.Numbers("image_mean", 3),
            config.Numbers("image_std", 3)
        );
        if (min > max)
        {
            throw config.Refuse("min_pixels", $"{min} must not be above max_pixels {max}");
        }

        return read.Std.All(std => std > 0) ? read : throw config.Refuse("image_std", "must be above 0");
    }
}
