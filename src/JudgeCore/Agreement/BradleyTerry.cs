using MathNet.Numerics.LinearAlgebra;

namespace JudgeCore.Agreement;

/// <summary>Bradley-Terry strengths from comparisons: P(i beats j) = sigmoid(theta_i - theta_j), fitted by Newton's method.</summary>
public static class BradleyTerry
{
    private const int MostSteps = 200;

    /// <summary>Minimises the sum over wins of log(1 + exp(-(theta_w - theta_l))) + alpha * sum of theta^2; a tie is half a win each way.</summary>
    /// <param name="items">How many items there are.</param>
    /// <param name="comparisons">Who beat whom.</param>
    /// <param name="alpha">Penalty that keeps the strengths of undefeated and uncompared items finite; 0 for maximum likelihood.</param>
    /// <returns>theta, centred to mean 0. All NaN where alpha is 0 and no finite maximum exists (an item or a set of items never loses to,
    /// or is never compared with, the rest).</returns>
    public static double[] Fit(int items, IReadOnlyList<Comparison> comparisons, double alpha = 0)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        ArgumentOutOfRangeException.ThrowIfNegative(alpha);
        foreach (var c in comparisons)
        {
            if ((uint)c.Winner >= (uint)items || (uint)c.Loser >= (uint)items || c.Winner == c.Loser)
                throw new ArgumentException(
                    $"Comparison ({c.Winner}, {c.Loser}) needs two different items from 0 to {items - 1}."
                );
        }
        if (alpha == 0 && !EveryItemReachesEveryOther(items, comparisons))
            return [.. Enumerable.Repeat(double.NaN, items)];

        var theta = Vector<double>.Build.Dense(items);
        var loss = Loss(theta, comparisons, alpha);
        for (var step = 0; step < MostSteps; step++)
        {
            var move = NewtonStep(theta, comparisons, alpha);
            // Halve until the loss falls: a full step overshoots where a win is far from its expectation.
            var next = theta - move;
            var nextLoss = Loss(next, comparisons, alpha);
            while (nextLoss > loss && move.InfinityNorm() > 1e-12)
            {
                move *= 0.5;
                next = theta - move;
                nextLoss = Loss(next, comparisons, alpha);
            }
            (theta, loss) = (next, nextLoss);
            if (move.InfinityNorm() < 1e-12)
                break;
        }
        var mean = theta.Average();
        return [.. theta.Select(t => t - mean)];
    }

    /// <summary>Strengths on the Elo scale: 400 points are odds of ten to one.</summary>
    public static double[] Elo(IReadOnlyList<double> theta) => [.. theta.Select(t => t * 400 / Math.Log(10))];

    private static double Loss(Vector<double> theta, IReadOnlyList<Comparison> comparisons, double alpha)
    {
        double sum = 0;
        foreach (var c in comparisons)
        {
            var lead = theta[c.Winner] - theta[c.Loser];
            sum += c.Tie ? (Softplus(-lead) + Softplus(lead)) / 2 : Softplus(-lead);
        }
        return sum + alpha * theta.DotProduct(theta);
    }

    private static Vector<double> NewtonStep(Vector<double> theta, IReadOnlyList<Comparison> comparisons, double alpha)
    {
        var n = theta.Count;
        var gradient = 2 * alpha * theta;
        // The loss does not depend on the mean of theta: 1/n everywhere makes the Hessian definite and keeps the mean.
        var hessian = Matrix<double>.Build.Dense(n, n, 1.0 / n);
        for (var i = 0; i < n; i++)
            hessian[i, i] += 2 * alpha;
        foreach (var c in comparisons)
        {
            var win = 1 / (1 + Math.Exp(theta[c.Loser] - theta[c.Winner]));
            var pull = c.Tie ? win - 0.5 : win - 1;
            gradient[c.Winner] += pull;
            gradient[c.Loser] -= pull;
            var curvature = win * (1 - win);
            hessian[c.Winner, c.Winner] += curvature;
            hessian[c.Loser, c.Loser] += curvature;
            hessian[c.Winner, c.Loser] -= curvature;
            hessian[c.Loser, c.Winner] -= curvature;
        }
        return hessian.Cholesky().Solve(gradient);
    }

    // A finite maximum exists exactly if, along wins, every item reaches every other (Ford 1957).
    private static bool EveryItemReachesEveryOther(int items, IReadOnlyList<Comparison> comparisons)
    {
        var beats = new List<int>[items];
        var beatenBy = new List<int>[items];
        for (var i = 0; i < items; i++)
            (beats[i], beatenBy[i]) = ([], []);
        foreach (var c in comparisons)
        {
            beats[c.Winner].Add(c.Loser);
            beatenBy[c.Loser].Add(c.Winner);
            if (!c.Tie)
                continue;
            beats[c.Loser].Add(c.Winner);
            beatenBy[c.Winner].Add(c.Loser);
        }
        return items <= 1 || (ReachedFromFirst(beats) == items && ReachedFromFirst(beatenBy) == items);
    }

    private static int ReachedFromFirst(List<int>[] edges)
    {
        var seen = new HashSet<int> { 0 };
        var waiting = new Stack<int>(seen);
        while (waiting.TryPop(out var item))
        {
            foreach (var next in edges[item])
            {
                if (seen.Add(next))
                    waiting.Push(next);
            }
        }
        return seen.Count;
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
