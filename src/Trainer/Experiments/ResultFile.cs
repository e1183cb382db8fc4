using System.Text.Json;
using Trainer.Runs;

namespace Trainer.Experiments;

/// <summary>results.jsonl of an experiment: one line an arm, so that a broken-off experiment goes on with the arms that are missing.</summary>
internal sealed class ResultFile(string path)
{
    /// <summary>The arms that are done.</summary>
    public List<ArmResult> Read()
    {
        List<ArmResult> results = [];
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            try
            {
                results.Add(JsonSerializer.Deserialize<ArmResult>(line, RunRecord.LineJson)!);
            }
            catch (JsonException)
            {
                // A kill while the line was written: the arm is run again.
            }
        }

        return results;
    }

    public void Add(ArmResult result) => RunFolder.AppendLine(path, JsonSerializer.Serialize(result, RunRecord.LineJson));
}
