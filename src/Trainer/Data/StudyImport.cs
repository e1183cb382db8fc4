// Ratings and comparisons of a study as judging items. Raters disagree, so the gold is soft: the share of the raters (or, on request, the posterior
// from the raters who can be trusted). Nothing but picture and text reaches the judge: who generated a picture would give its score away.
using System.Globalization;
using JudgeCore.Agreement;
using JudgeCore.Tasks;

namespace Trainer.Data;

/// <summary>Reads a folder with <c>items.csv</c> and <c>ratings.csv</c> or <c>comparisons.csv</c> and writes a data file with its pictures.</summary>
/// <param name="folder">The study.</param>
/// <param name="output">Where items.jsonl and images/ go.</param>
/// <param name="reliable">Posterior from the trusted raters (Dawid-Skene) instead of shares; wants raters who overlap.</param>
internal sealed class StudyImport(string folder, string output, bool reliable)
{
    public const string ItemsFile = "items.jsonl";

    private const string ImagesFolder = "images";
    private const double TieVote = 0.5; // what either side gets of a tie

    /// <summary>Ratings of single pictures on scales, or labels of them.</summary>
    /// <param name="table">Ratings table within the folder.</param>
    /// <param name="tasks">The table's task to the judging task; others are left out.</param>
    /// <exception cref="JudgingDataException">A table is not sound; the message names file and line.</exception>
    public StudyReport Ratings(string table, IReadOnlyDictionary<string, JudgingTask> tasks)
    {
        var items = Items();
        var ratings = StudyTable.Read(Path.Combine(folder, table), "item_id", "rater_id", "task", "value");
        Dictionary<string, int> left = new(StringComparer.Ordinal);
        List<JudgingItem> cases = [];
        foreach (var rows in ratings.Rows.GroupBy(row => row.Cells["task"], StringComparer.Ordinal))
        {
            if (!tasks.TryGetValue(rows.Key, out var task))
            {
                left[$"ratings of the task '{rows.Key}', which is not mapped"] = rows.Count();
                continue;
            }

            // A rater's later rating of an item takes the place of an earlier one.
            Dictionary<(string Item, string Rater), int> votes = [];
            foreach (var (line, cells) in rows)
            {
                Known(items, ratings, line, cells["item_id"]);
                int label = task.Labels.ToList().IndexOf(cells["value"]);
                votes[(cells["item_id"], cells["rater_id"])] =
                    label >= 0
                        ? label
                        : throw ratings.Error(
                            line,
                            $"the value '{cells["value"]}' is not one of the task '{task.Name}': {string.Join(", ", task.Labels)}"
                        );
            }

            cases.AddRange(
                Posteriors(votes, task.Labels.Count)
                    .Select(gold => Case(items[gold.Item], task, gold.Posterior, gold.Votes, rows.Key))
            );
        }

        return Write(cases, left);
    }

    /// <summary>Comparisons of two pictures. A pair is one item, in the order of the ids; a tie is half a vote for either side.</summary>
    /// <param name="task">The pairwise judging task.</param>
    /// <exception cref="JudgingDataException">A table is not sound; the message names file and line.</exception>
    public StudyReport Comparisons(JudgingTask task)
    {
        var items = Items();
        var table = StudyTable.Read(Path.Combine(folder, "comparisons.csv"), "left_item", "right_item", "rater_id", "winner");
        Dictionary<string, int> left = new(StringComparer.Ordinal);
        Dictionary<(string First, string Second), double[]> votes = [];
        foreach (var (line, cells) in table.Rows)
        {
            var (a, b) = (cells["left_item"], cells["right_item"]);
            Known(items, table, line, a);
            Known(items, table, line, b);
            if (a == b)
            {
                throw table.Error(line, "an item is compared with itself");
            }

            if (cells.GetValueOrDefault("repeat_of") is { Length: > 0 })
            {
                Count("repeats, which are about the rater");
                continue;
            }

            if (Split(items[a]) != Split(items[b]))
            {
                Count("comparisons across splits");
                continue;
            }

            bool turned = string.CompareOrdinal(a, b) > 0;
            var pair = turned ? (b, a) : (a, b);
            double[] sides = votes.TryGetValue(pair, out double[]? known) ? known : votes[pair] = new double[2];
            switch (cells["winner"])
            {
                case "left":
                    sides[turned ? 1 : 0]++;
                    break;
                case "right":
                    sides[turned ? 0 : 1]++;
                    break;
                case "tie":
                    sides[0] += TieVote;
                    sides[1] += TieVote;
                    break;
                case var other:
                    throw table.Error(line, $"the winner is '{other}', it takes left, right, tie");
            }
        }

        return Write([.. votes.OrderBy(pair => pair.Key).Select(pair => Pair(items, task, pair.Key, pair.Value))], left);

        void Count(string why) => left[why] = left.GetValueOrDefault(why) + 1;
    }

    private static string? Split(IReadOnlyDictionary<string, string> item) =>
        item.GetValueOrDefault("split") is { Length: > 0 } split ? split : null;

    private static void Known(
        Dictionary<string, IReadOnlyDictionary<string, string>> items,
        StudyTable table,
        int line,
        string id
    )
    {
        if (!items.ContainsKey(id))
        {
            throw table.Error(line, $"the item '{id}' is not in items.csv");
        }
    }

    private IEnumerable<(string Item, double[] Posterior, int[] Votes)> Posteriors(
        Dictionary<(string Item, string Rater), int> votes,
        int classes
    )
    {
        string[] items = [.. votes.Keys.Select(key => key.Item).Distinct().Order(StringComparer.Ordinal)];
        var byItem = votes.ToLookup(vote => vote.Key.Item, vote => vote.Value);
        List<double[]>? trusted = reliable ? Trusted(votes, items, classes) : null;
        for (int i = 0; i < items.Length; i++)
        {
            int[] said = [.. byItem[items[i]]];
            double[] posterior =
                trusted?[i]
                ?? [.. Enumerable.Range(0, classes).Select(c => said.Count(label => label == c) / (double)said.Length)];
            yield return (items[i], posterior, said);
        }
    }

    private static List<double[]> Trusted(Dictionary<(string Item, string Rater), int> votes, string[] items, int classes)
    {
        string[] raters = [.. votes.Keys.Select(key => key.Rater).Distinct().Order(StringComparer.Ordinal)];
        var consensus = ReliableConsensus.Of(
            items.Length,
            raters.Length,
            classes,
            [
                .. votes.Select(vote => new Vote(
                    Array.BinarySearch(items, vote.Key.Item, StringComparer.Ordinal),
                    Array.BinarySearch(raters, vote.Key.Rater, StringComparer.Ordinal),
                    vote.Value
                )),
            ]
        );
        return [.. consensus.Fit.Posterior.Select(row => row.ToArray())];
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> Items()
    {
        var table = StudyTable.Read(Path.Combine(folder, "items.csv"), "item_id", "file");
        Dictionary<string, IReadOnlyDictionary<string, string>> items = new(StringComparer.Ordinal);
        foreach (var (line, cells) in table.Rows)
        {
            if (!items.TryAdd(cells["item_id"], cells))
            {
                throw table.Error(line, $"the item '{cells["item_id"]}' was already listed");
            }

            string file = cells["file"];
            if (Path.IsPathRooted(file) || file.Split('/', '\\').Contains(".."))
            {
                throw table.Error(line, $"the picture '{file}' is not a path below the folder");
            }

            if (!File.Exists(Path.Combine(folder, file)))
            {
                throw table.Error(line, $"the picture '{file}' does not exist");
            }
        }

        return items;
    }

    private static JudgingItem Case(
        IReadOnlyDictionary<string, string> item,
        JudgingTask task,
        double[] posterior,
        int[] votes,
        string family
    )
    {
        // The label of a scale is the one nearest to the mean, as in exports of corrections.
        int label =
            task.Kind == TaskKind.Scale
                ? (int)Math.Round(posterior.Select((p, i) => p * i).Sum(), MidpointRounding.AwayFromZero)
                : Array.IndexOf(posterior, posterior.Max());
        return new JudgingItem
        {
            Id = $"{item["item_id"]}-{family}",
            Task = task.Name,
            Images = [Image(item)],
            Text = Text(item, task),
            Label = task.Labels[label],
            Posterior = Named(task, posterior),
            Votes = [.. votes.Select(vote => new JudgingVote { Label = task.Labels[vote] })],
            Group = Group(item),
            Family = $"{task.Name}/{family}",
            Split = Split(item),
        };
    }

    private static JudgingItem Pair(
        Dictionary<string, IReadOnlyDictionary<string, string>> items,
        JudgingTask task,
        (string First, string Second) pair,
        double[] votes
    )
    {
        // Half a vote for either side: a lone vote is no certainty.
        double[] posterior = [.. votes.Select(side => (side + 0.5) / (votes.Sum() + 1))];
        var (first, second) = (items[pair.First], items[pair.Second]);
        return new JudgingItem
        {
            Id = $"{pair.First}+{pair.Second}",
            Task = task.Name,
            Images = [Image(first), Image(second)],
            Text = Text(first, task),
            Label = task.Labels[posterior[0] >= posterior[1] ? 0 : 1],
            Posterior = Named(task, posterior),
            Group = $"{Group(first)}+{Group(second)}",
            Split = Split(first),
        };
    }

    private static Dictionary<string, double> Named(JudgingTask task, double[] posterior) =>
        task
            .Labels.Zip(posterior)
            .ToDictionary(
                pair => pair.First,
                pair => double.Parse(pair.Second.ToString("0.######", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            );

    private static string? Text(IReadOnlyDictionary<string, string> item, JudgingTask task) =>
        task.Text != TextUse.None && item.GetValueOrDefault("prompt") is { Length: > 0 } prompt ? prompt : null;

    private static string Group(IReadOnlyDictionary<string, string> item) =>
        item.GetValueOrDefault("group") is { Length: > 0 } group ? group : item["item_id"];

    private static string Image(IReadOnlyDictionary<string, string> item) =>
        $"{ImagesFolder}/{item["item_id"]}{Path.GetExtension(item["file"])}";

    // The data file comes last, so that a broken-off import has none.
    private StudyReport Write(List<JudgingItem> cases, Dictionary<string, int> left)
    {
        string path = Path.Combine(output, ItemsFile);
        if (File.Exists(path))
        {
            throw new JudgingDataException(path, 0, "the data file exists already; choose another folder");
        }

        if (cases.Count == 0)
        {
            throw new JudgingDataException(folder, 0, "nothing is left to import");
        }

        Directory.CreateDirectory(Path.Combine(output, ImagesFolder));
        var pictures = Items().Values.ToDictionary(Image, item => Path.Combine(folder, item["file"]));
        foreach (string image in cases.SelectMany(item => item.Images).Distinct())
        {
            File.Copy(pictures[image], Path.Combine(output, image), overwrite: true);
        }

        JudgingFile.Write(path, cases);
        return new StudyReport(path, cases.Count, left);
    }
}
