using System.Diagnostics.Metrics;
using JudgeCore.Verdicts;

namespace JudgeApi.Judging;

/// <summary>Counts judgments and times their parts.</summary>
internal sealed class JudgingMeter
{
    public const string Name = "MtRlJudge";

    private readonly Counter<long> judgments;
    private readonly Counter<long> refusals;
    private readonly Histogram<double> queue;
    private readonly Histogram<double> image;
    private readonly Histogram<double> model;

    public JudgingMeter(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        judgments = meter.CreateCounter<long>("mtrl.judgments", description: "Judgments stored");
        refusals = meter.CreateCounter<long>("mtrl.refusals", description: "Judging requests refused");
        queue = meter.CreateHistogram<double>("mtrl.judgment.queue", "ms", "Wait for the model");
        image = meter.CreateHistogram<double>("mtrl.judgment.image", "ms", "Decoding and preparation of images");
        model = meter.CreateHistogram<double>("mtrl.judgment.model", "ms", "Time in the model");
    }

    public void Judged(string task, Verdict verdict, double imageMs)
    {
        var tags = new KeyValuePair<string, object?>("task", task);
        judgments.Add(1, tags, new("mode", verdict.Mode.ToString()), new("model", verdict.Model.Version));
        queue.Record(verdict.Timings.QueueMs, tags);
        image.Record(imageMs, tags);
        model.Record(verdict.Timings.ModelMs, tags);
    }

    public void Refused(string code) => refusals.Add(1, new KeyValuePair<string, object?>("code", code));
}
