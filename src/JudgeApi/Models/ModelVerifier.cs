using JudgeApi.Hosting;
using JudgeApi.Serving;
using JudgeApi.Storage.Entities;
using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Probes;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Microsoft.Extensions.Options;

namespace JudgeApi.Models;

/// <summary>Loads a version and makes sure that it is what it claims to be, before anybody is answered by it.</summary>
internal sealed class ModelVerifier(JudgeLoader load, ModelStore store, IOptions<ServiceOptions> options)
{
    /// <returns>A judge that answered its probes, warm.</returns>
    /// <exception cref="ModelLoadException">The version must not be served; the message says why.</exception>
    public async Task<IJudge> LoadAsync(ModelVersion version, CancellationToken cancellationToken)
    {
        string folder = store.PathOf(version);
        var judge = await load(folder, version.Name, cancellationToken);
        try
        {
            await VerifyAsync(judge, version.Digest, folder, cancellationToken);
            return judge;
        }
        catch
        {
            await DisposeAsync(judge);
            throw;
        }
    }

    /// <summary>Digest, probes, and one more answer that warms the model where it has no probes.</summary>
    /// <exception cref="ModelLoadException">The judge must not be served.</exception>
    public async Task VerifyAsync(IJudge judge, string digest, string folder, CancellationToken cancellationToken)
    {
        if (judge.Model.Digest != digest)
        {
            throw new ModelLoadException(
                $"Its files have the digest {judge.Model.Digest}; the version was registered with {digest}."
            );
        }

        try
        {
            var probes = ProbeSet.Read(folder);
            double tolerance = ProbeSet.Tolerance(options.Value.Precision != ModelPrecision.Float32);
            if (await probes.CheckAsync(judge, tolerance, cancellationToken) is { } difference)
            {
                throw new ModelLoadException($"It does not answer as it did when it was made: {difference}.");
            }

            if (probes.Probes.Count == 0)
            {
                await WarmAsync(judge, cancellationToken);
            }
        }
        catch (CheckpointException error)
        {
            throw new ModelLoadException(error.Message, error);
        }
        catch (Exception error) when (error is not ModelLoadException and not OperationCanceledException)
        {
            throw new ModelLoadException($"It breaks on a question: {error.Message}", error);
        }
    }

    public static async ValueTask DisposeAsync(IJudge judge)
    {
        if (judge is IAsyncDisposable later)
        {
            await later.DisposeAsync();
        }
        else
        {
            (judge as IDisposable)?.Dispose();
        }
    }

    private static async Task WarmAsync(IJudge judge, CancellationToken cancellationToken)
    {
        const int Side = 64;
        byte[] grey = new byte[Side * Side * 3];
        Array.Fill(grey, (byte)128);
        var question = new JudgeRequest(
            BuiltInTasks.All[BuiltInTasks.Naturalness],
            [new DecodedImage(Side, Side, grey, "image/png")],
            null,
            VerdictMode.Verdict
        );
        var outcome = await judge.JudgeAsync(question, cancellationToken);
        if (outcome is JudgeOutcome.Judged { Verdict: { } verdict } && !double.IsFinite(verdict.Confidence))
        {
            throw new ModelLoadException("Its probabilities are not numbers.");
        }
    }
}
