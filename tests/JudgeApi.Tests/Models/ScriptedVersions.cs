using System.Collections.Concurrent;
using System.IO.Compression;
using JudgeApi.Serving;
using JudgeApi.Tests.Hosting;
using JudgeCore.Checkpoints;
using JudgeCore.Verdicts;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeApi.Tests.Models;

/// <summary>Checkpoint folders with scripted judges: each answers in a way of its own that follows from its digest.</summary>
internal sealed class ScriptedVersions : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("mtrl-versions-").FullName;

    /// <summary>Every judge that was loaded, in order.</summary>
    public ConcurrentQueue<Loaded> Judges { get; } = [];

    /// <summary>Called with the seed of a folder before it is loaded; throws to make loading fail.</summary>
    public Action<string> Loading { get; set; } = _ => { };

    /// <summary>Decides instead of the digest, by the seed of a folder.</summary>
    public Func<string, JudgeRequest, JudgeOutcome?> Script { get; set; } = (_, _) => null;

    /// <summary>A checkpoint folder whose files and answers follow from a word.</summary>
    public string Folder(string seed)
    {
        string folder = Path.Combine(root, seed);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, CheckpointFolder.ConfigFile), "{}");
        File.WriteAllText(Path.Combine(folder, "model.safetensors"), seed);
        return folder;
    }

    /// <summary>The folder as an archive to import.</summary>
    public byte[] Zip(string seed)
    {
        using var stream = new MemoryStream();
        ZipFile.CreateFromDirectory(Folder(seed), stream);
        return stream.ToArray();
    }

    public void Replace(IServiceCollection services) =>
        services.AddSingleton<JudgeLoader>(
            (folder, version, cancellation) =>
            {
                string seed = File.ReadAllText(Path.Combine(folder, "model.safetensors"));
                Loading(seed);
                var opened = CheckpointFolder.Open(folder);
                var identity = new ModelIdentity(version ?? opened.Card.Version, opened.Digest(cancellation));
                var loaded = new Loaded(this, seed, new ScriptedJudge { Model = identity });
                Judges.Enqueue(loaded);
                return Task.FromResult<IJudge>(loaded);
            }
        );

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>A loaded version, and what became of it.</summary>
    internal sealed class Loaded(ScriptedVersions versions, string seed, ScriptedJudge judge) : IJudge, IAsyncDisposable
    {
        private int running;

        public ModelIdentity Model => judge.Model;

        public JudgeCore.Verdicts.VerdictMode DefaultMode => judge.DefaultMode;

        public string Seed => seed;

        public bool Freed { get; private set; }

        /// <summary>It was asked after it had been freed, or freed while it was asked.</summary>
        public bool Misused { get; private set; }

        /// <summary>Answers wait for this.</summary>
        public Task Gate
        {
            set => judge.Gate = value;
        }

        public async Task<JudgeOutcome> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken)
        {
            Misused |= Freed;
            Interlocked.Increment(ref running);
            try
            {
                await Task.Delay(1, cancellationToken);
                return versions.Script(seed, request) ?? Shifted(await judge.JudgeAsync(request, cancellationToken));
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }

        public ValueTask DisposeAsync()
        {
            Misused |= Volatile.Read(ref running) > 0;
            Freed = true;
            return ValueTask.CompletedTask;
        }

        /// <summary>The first label's probability: each version has its own.</summary>
        public static double FirstOf(string digest) => 0.5 + Convert.ToInt32(digest[..3], 16) / 10_000.0;

        private JudgeOutcome Shifted(JudgeOutcome outcome)
        {
            if (outcome is not JudgeOutcome.Judged { Verdict: { } verdict })
            {
                return outcome;
            }

            string[] labels = [.. verdict.Distribution.Keys];
            double first = FirstOf(Model.Digest);
            var distribution = labels.ToDictionary(label => label, label => (1 - first) / (labels.Length - 1));
            distribution[labels[0]] = first;
            return new JudgeOutcome.Judged(verdict with { Label = labels[0], Confidence = first, Distribution = distribution });
        }
    }
}
