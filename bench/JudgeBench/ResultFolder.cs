using System.Text.Json;

namespace JudgeBench;

/// <summary>Recorded results, one JSON file each.</summary>
/// <param name="folder">Where they lie.</param>
internal sealed class ResultFolder(string folder)
{
    /// <summary>A result, its missing parts null; null where there is no such file.</summary>
    /// <exception cref="InvalidDataException">The file is no JSON of such a result.</exception>
    public T? Find<T>(string file)
        where T : class
    {
        string path = Path.Combine(folder, file);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(path), LoadCommand.Json);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is no {typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <summary>The machine that a result was measured on; null where there is no such file.</summary>
    public Hardware? MachineOf(string file) => Find<Measured>(file)?.Hardware;

    /// <summary>What every result says.</summary>
    private sealed record Measured(Hardware? Hardware);
}
