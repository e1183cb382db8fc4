using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using JudgeCore.Checkpoints;
using Trainer.Gym;
using Trainer.Runs;

namespace Trainer.Commands;

/// <summary>A run's record from what was given on the command line; digests of base and data are recorded with it.</summary>
internal static class RecordOptions
{
    /// <exception cref="RunException">Something is missing, unknown or out of range.</exception>
    public static RunRecord Build(RunVerb verb, string? from, string[] gym, string[] data, string[] set, string[]? heldOut = null)
    {
        if (from is null)
        {
            throw new RunException("--base is missing: the checkpoint folder to start from");
        }

        if (!Directory.Exists(from))
        {
            throw new RunException($"--base: the folder {from} does not exist");
        }

        try
        {
            var json = new JsonObject
            {
                ["verb"] = JsonNamingPolicy.CamelCase.ConvertName(verb.ToString()),
                ["base"] = Path.GetFullPath(from),
                ["baseDigest"] = CheckpointDigest.Of(from, CancellationToken.None),
                ["mixture"] = new JsonObject
                {
                    ["gym"] = Gym(gym),
                    ["files"] = Files(data),
                    ["heldOut"] = new JsonArray([.. (heldOut ?? []).Select(path => (JsonNode)Path.GetFullPath(path))]),
                },
            };
            foreach (string assignment in set)
            {
                Set(json, assignment);
            }

            return RunRecord.Parse(json.ToJsonString());
        }
        catch (Exception error) when (error is JsonException or CheckpointException)
        {
            throw new RunException(error.Message, error);
        }
    }

    /// <summary>Sets one field by its path; missing objects on the way come into being.</summary>
    /// <exception cref="RunException">The text is no assignment.</exception>
    public static void Set(JsonObject record, string assignment)
    {
        string[] parts = assignment.Split('=', 2);
        if (parts.Length < 2 || parts[0].Length == 0)
        {
            throw new RunException($"--set {assignment}: write PATH=VALUE, such as steps=200");
        }

        string[] path = parts[0].Split('.');
        var place = record;
        foreach (string name in path[..^1])
        {
            if (place[name] is not JsonObject next)
            {
                next = [];
                place[name] = next;
            }

            place = next;
        }

        place[path[^1]] = Value(parts[1]);
    }

    // JSON where it is JSON, else a word.
    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static JsonObject Gym(string[] gym)
    {
        var weights = new JsonObject();
        foreach (string given in gym)
        {
            var (name, weight) = Weighted(given, "--gym");
            string[] tasks = name switch
            {
                "pointwise" => GymTasks.Pointwise,
                "pairwise" => GymTasks.Pairwise,
                _ => [name],
            };
            foreach (string task in tasks)
            {
                weights[task] = weight;
            }
        }

        return weights;
    }

    private static JsonArray Files(string[] data)
    {
        var files = new JsonArray();
        foreach (string given in data)
        {
            var (path, weight) = Weighted(given, "--data");
            if (!File.Exists(path))
            {
                throw new RunException($"--data: the file {path} does not exist");
            }

            using var stream = File.OpenRead(path);
            files.Add(
                new JsonObject
                {
                    ["path"] = Path.GetFullPath(path),
                    ["weight"] = weight,
                    ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(stream)),
                }
            );
        }

        return files;
    }

    private static (string Name, double Weight) Weighted(string given, string option)
    {
        int at = given.LastIndexOf('=');
        if (at < 0)
        {
            return (given, 1);
        }

        return
            double.TryParse(given[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
            && weight >= 0
            && double.IsFinite(weight)
            ? (given[..at], weight)
            : throw new RunException($"{option} {given}: the weight must be a number of at least 0");
    }
}
