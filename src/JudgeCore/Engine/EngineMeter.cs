using System.Diagnostics.Metrics;

namespace JudgeCore.Engine;

/// <summary>Counters of the engines of this process, for whoever listens. Nothing is kept here.</summary>
public static class EngineMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "MtRlJudge.Engine";

    private const string Result = "result";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Prefixes = Meter.CreateCounter<long>(
        "mtrl.engine.prefixes",
        description: "Shared prompt beginnings looked up in their cache"
    );

    private static readonly Counter<long> Pictures = Meter.CreateCounter<long>(
        "mtrl.engine.pictures",
        description: "Pictures looked up in the cache of their features"
    );

    private static readonly Counter<long> Verdicts = Meter.CreateCounter<long>(
        "mtrl.engine.verdicts",
        description: "Requests looked up in the cache of whole verdicts, where there is one"
    );

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>(
        "mtrl.engine.tokens",
        description: "Tokens read (prompts), written (answers), and not read because their keys and values were known"
    );

    private static readonly Histogram<int> Passes = Meter.CreateHistogram<int>(
        "mtrl.engine.pass.sequences",
        description: "Sequences of one forward pass"
    );

    internal static void Prefix(bool hit, int tokens)
    {
        Prefixes.Add(1, Found(hit));
        if (hit)
        {
            Tokens.Add(tokens, new KeyValuePair<string, object?>("kind", "known"));
        }
    }

    internal static void Picture(bool hit) => Pictures.Add(1, Found(hit));

    internal static void Verdict(bool hit) => Verdicts.Add(1, Found(hit));

    internal static void Pass(IReadOnlyList<StepItem> items)
    {
        bool writes = items[0].Decodes;
        string kind = writes ? "written" : "read";
        int tokens = 0;
        for (int i = 0; i < items.Count; i++)
        {
            tokens += items[i].Queries;
        }

        Tokens.Add(tokens, new KeyValuePair<string, object?>("kind", kind));
        Passes.Record(items.Count, new KeyValuePair<string, object?>("kind", kind));
    }

    private static KeyValuePair<string, object?> Found(bool hit) => new(Result, hit ? "hit" : "miss");
}
