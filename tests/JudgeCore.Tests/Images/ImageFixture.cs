using System.Text.Json;
using JudgeCore.Checkpoints;
using JudgeCore.Images;

namespace JudgeCore.Tests.Images;

/// <summary>A folder of image files with what the reference made of them: expected.json and expected.safetensors.</summary>
internal sealed class ImageFixture(string folder) : IDisposable
{
    /// <summary>The setting whose resized bytes and patches are recorded whole.</summary>
    public const string WholeSetting = "tiny-judge";

    private readonly JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")));
    private readonly SafetensorsFile tensors = new(Path.Combine(folder, "expected.safetensors"));

    public static string Folder { get; } = Path.Combine(Fixtures.Parity, "images");

    public IEnumerable<string> Names => expected.RootElement.GetProperty("images").EnumerateObject().Select(image => image.Name);

    public IEnumerable<JsonElement> SmartResizeCases => expected.RootElement.GetProperty("smart_resize").EnumerateArray();

    public static IEnumerable<string> Files => Directory.GetFiles(Path.Combine(Folder, "files")).Order(StringComparer.Ordinal);

    public static IEnumerable<string> HostileFiles =>
        Directory.GetFiles(Path.Combine(Folder, "hostile")).Order(StringComparer.Ordinal);

    public JsonElement Image(string name) => expected.RootElement.GetProperty("images").GetProperty(name);

    /// <summary>The settings recorded for an image, each with the processor that it describes.</summary>
    public IEnumerable<(string Name, ImageProcessor Processor, JsonElement Expected)> Settings(string image)
    {
        foreach (var setting in Image(image).GetProperty("settings").EnumerateObject())
        {
            var described = expected.RootElement.GetProperty("settings").GetProperty(setting.Name);
            yield return (setting.Name, new ImageProcessor(ImageProcessorConfig.Parse(described.GetRawText())), setting.Value);
        }
    }

    public byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(folder, "files", name));

    public ReadOnlySpan<byte> Tensor(string name) => tensors.Bytes(name);

    public long[] Shape(string name) => tensors.Tensors[name].Shape;

    public void Dispose()
    {
        expected.Dispose();
        tensors.Dispose();
    }
}
