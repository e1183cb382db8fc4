using System.Text.Json.Nodes;
using JudgeCore.Checkpoints;

namespace JudgeCore.Tests.Images;

/// <summary>A copy of the recorded images with one number of one losslessly stored image changed.</summary>
internal static class CorruptedFixture
{
    /// <returns>The image whose recording was changed.</returns>
    public static string Write(string from, string to, string what)
    {
        string name = Directory
            .GetFiles(Path.Combine(from, "files"), "*.png")
            .Where(IsEightBit)
            .Select(file => Path.GetFileName(file)!)
            .Order()
            .First();
        Directory.CreateDirectory(Path.Combine(to, "files"));
        File.Copy(Path.Combine(from, "files", name), Path.Combine(to, "files", name));
        byte[] tensors = File.ReadAllBytes(Path.Combine(from, "expected.safetensors"));
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(from, "expected.json")))!;
        var settings = json["images"]![name]!["settings"]!.AsObject();
        if (what == "grid_thw")
        {
            var grid = settings.First().Value!["grid_thw"]!.AsArray();
            grid[1] = grid[1]!.GetValue<int>() + 1;
        }
        else if (what == "rows")
        {
            var row = settings.Last().Value!["rows"]!.AsObject().Last().Value!.AsArray();
            row[3] = row[3]!.GetValue<double>() + 0.1;
        }
        else
        {
            using var recorded = new SafetensorsFile(Path.Combine(from, "expected.safetensors"));
            var entry = recorded.Tensors[$"{name}/{what}"];
            tensors[entry.Offset + (entry.Length / 2) + 3] ^= 0x40; // of a float the exponent, of a byte a quarter of the range
        }

        File.WriteAllBytes(Path.Combine(to, "expected.safetensors"), tensors);
        File.WriteAllText(Path.Combine(to, "expected.json"), json.ToJsonString());
        return name;
    }

    private static bool IsEightBit(string png) => File.ReadAllBytes(png)[24] <= 8; // IHDR: bit depth
}
