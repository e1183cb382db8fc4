using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace JudgeBench;

/// <summary>What llama.cpp did with the text stack of the same shape.</summary>
/// <param name="Weights">bf16 or q8_0.</param>
/// <param name="Sequences">At once.</param>
/// <param name="PrefillPerSecond">Prompt tokens.</param>
/// <param name="DecodePerSecond">Written tokens, all sequences together.</param>
internal sealed record LlamaTiming(string Weights, int Sequences, double PrefillPerSecond, double DecodePerSecond)
{
    /// <param name="folder">Where time.mjs and node_modules are.</param>
    public static List<LlamaTiming> Measure(string folder, int threads, int promptTokens, int decodeTokens, int[] sequences)
    {
        List<LlamaTiming> timings = [];
        string work = Directory.CreateTempSubdirectory("mtrl-llama-").FullName;
        try
        {
            foreach (string weights in (string[])["bf16", "q8_0"])
            {
                string file = Path.Combine(work, weights + ".gguf");
                LlamaFile.Write(file, int8: weights == "q8_0");
                int[] numbers = [threads, promptTokens, decodeTokens, .. sequences];
                var start = new ProcessStartInfo(
                    "node",
                    [
                        Path.Combine(folder, "time.mjs"),
                        file,
                        .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)),
                    ]
                )
                {
                    RedirectStandardOutput = true,
                };
                using var node = Process.Start(start)!;
                while (node.StandardOutput.ReadLine() is { } line)
                {
                    if (line.StartsWith('{'))
                    {
                        timings.Add(JsonSerializer.Deserialize<LlamaTiming>(line, LoadCommand.Json)! with { Weights = weights });
                    }
                }

                node.WaitForExit();
                if (node.ExitCode != 0)
                {
                    throw new InvalidOperationException($"llama.cpp's timing ended with {node.ExitCode}.");
                }
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return timings;
    }
}
