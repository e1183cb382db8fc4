// Labels of several tokens are scored together: their shared beginnings are fed to the model once, as a tree behind the prompt.
namespace JudgeCore.Engine;

/// <summary>The label tokens as a tree: which tokens must be fed, and at which fed token each label's next token is read off.</summary>
internal sealed class LabelTree
{
    private readonly List<(int Token, int Parent, int Depth)> fed = [];
    private readonly List<(int Node, int Token)[]> paths = [];

    /// <param name="labels">Token ids of each label; none may be a prefix of another (append the end-of-turn token where one would be).</param>
    /// <exception cref="ArgumentException">A label is empty, or a prefix of (or equal to) another.</exception>
    public LabelTree(IReadOnlyList<int[]> labels)
    {
        Labels = labels;
        var nodes = new Dictionary<(int Parent, int Token), int>();
        for (int i = 0; i < labels.Count; i++)
        {
            int[] label = labels[i];
            if (label.Length == 0 || labels.Where((other, j) => j != i && other.AsSpan().StartsWith(label)).Any())
            {
                throw new ArgumentException($"label {i} is empty or the beginning of another label", nameof(labels));
            }

            var path = new (int, int)[label.Length];
            int node = Root;
            for (int depth = 0; depth < label.Length; depth++)
            {
                path[depth] = (node, label[depth]);
                if (depth + 1 < label.Length)
                {
                    if (!nodes.TryGetValue((node, label[depth]), out int child))
                    {
                        child = nodes[(node, label[depth])] = fed.Count;
                        fed.Add((label[depth], node, depth));
                    }

                    node = child;
                }
            }

            paths.Add(path);
        }
    }

    /// <summary>Stands for the prompt's last token as the parent of first label tokens.</summary>
    public const int Root = -1;

    public IReadOnlyList<int[]> Labels { get; }

    /// <summary>Token ids of all labels.</summary>
    public IEnumerable<int> Tokens => Labels.SelectMany(label => label);

    /// <summary>Tokens to feed behind the prompt: inner tokens of the tree, parents before children; none when every label is one token.</summary>
    public IReadOnlyList<(int Token, int Parent, int Depth)> Fed => fed;

    /// <summary>Probability of each label among the labels.</summary>
    /// <param name="logProbs">Next-token log-probabilities [vocab] after the prompt (<see cref="Root"/>) and after each fed token.</param>
    /// <returns>[labels], adding up to 1.</returns>
    public double[] Distribution(Func<int, float[]> logProbs)
    {
        double[] scores = [.. paths.Select(path => path.Sum(step => (double)logProbs(step.Node)[step.Token]))];
        double top = scores.Max();
        double total = scores.Sum(score => Math.Exp(score - top));
        return [.. scores.Select(score => Math.Exp(score - top) / total)];
    }

    /// <summary>True when fed token <paramref name="ancestor"/> lies on the way from the prompt to fed token <paramref name="node"/>.</summary>
    public bool IsAncestor(int ancestor, int node)
    {
        for (int at = fed[node].Parent; at != Root; at = fed[at].Parent)
        {
            if (at == ancestor)
            {
                return true;
            }
        }

        return false;
    }
}
