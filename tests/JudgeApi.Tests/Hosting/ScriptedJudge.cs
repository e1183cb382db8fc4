using System.Security.Cryptography;
using System.Text;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace JudgeApi.Tests.Hosting;

/// <summary>A judge whose answers follow from the request alone, and that can be told to be busy, to refuse or to wait.</summary>
internal sealed class ScriptedJudge : IJudge
{
    private int running;

    public ModelIdentity Model { get; init; } = new("scripted", new string('5', 64));

    public VerdictMode DefaultMode { get; init; } = VerdictMode.Verdict;

    /// <summary>Decides instead of the hash, when it returns something.</summary>
    public Func<JudgeRequest, JudgeOutcome?> Script { get; set; } = _ => null;

    /// <summary>Answers wait for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public int MostAtOnce { get; private set; }

    public List<JudgeRequest> Seen { get; } = [];

    public int Cancelled { get; private set; }

    public async Task<JudgeOutcome> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        lock (Seen)
        {
            Seen.Add(request);
            MostAtOnce = Math.Max(MostAtOnce, ++running);
        }

        try
        {
            await Gate.WaitAsync(cancellationToken);
            await Task.Yield();
            return Script(request) ?? new JudgeOutcome.Judged(Answer(request));
        }
        catch (OperationCanceledException)
        {
            lock (Seen)
            {
                Cancelled++;
            }

            throw;
        }
        finally
        {
            lock (Seen)
            {
                running--;
            }
        }
    }

    public Verdict Answer(JudgeRequest request)
    {
        var labels = request.Task.VerdictLabels;
        var mode = request.Mode ?? DefaultMode;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Task.Rubric}|{request.Text}|{mode}"));
        foreach (var image in request.Images)
        {
            hash.AppendData(image.Rgb);
        }

        byte[] bytes = hash.GetHashAndReset();
        double[] weights = [.. labels.Select((_, i) => bytes[i] + 1.0)];
        double[] shares = [.. weights.Select(weight => weight / weights.Sum())];
        int best = Array.IndexOf(shares, shares.Max());
        var strategy = request.Task.Kind == TaskKind.Pairwise ? request.Strategy ?? PairStrategy.Joint : (PairStrategy?)null;
        return new Verdict(
            labels[best],
            shares[best],
            labels.Zip(shares).ToDictionary(pair => pair.First, pair => pair.Second),
            request.Task.Kind == TaskKind.Scale ? shares.Select((share, i) => share * (i + 1)).Sum() : null,
            mode == VerdictMode.Reasoned ? "because of its pixels" : null,
            mode,
            strategy,
            strategy == PairStrategy.Joint ? new SwapReport([labels[best], labels[best]], false) : null,
            Model,
            new TokenUsage(40, 16, mode == VerdictMode.Reasoned ? 6 : 1),
            new JudgeTimings(0.5, 1.5, 2.5)
        );
    }
}
