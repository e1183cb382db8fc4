using JudgeCore.Gates;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Evaluation;
using Trainer.Gates;

namespace Trainer.Tests.Gates;

/// <summary>Answers of two judges, made to order: how many items both have right, one has right, none has right.</summary>
internal sealed record Pairs
{
    public EvidenceSource Source { get; init; } = EvidenceSource.Gym;

    public string Task { get; init; } = "safety";

    public string? Family { get; init; }

    public VerdictMode Mode { get; init; } = VerdictMode.Verdict;

    /// <summary>Both right, only the champion, only the candidate, neither: even numbers keep the labels balanced.</summary>
    public (int Both, int Champion, int Candidate, int Neither) Counts { get; init; } = (90, 0, 0, 10);

    public double ChampionConfidence { get; init; } = 0.9;

    public double CandidateConfidence { get; init; } = 0.9;

    /// <summary>Items that flip with the order; null: the task is no pair.</summary>
    public (int Champion, int Candidate)? Flips { get; init; }

    /// <summary>Freely answered items that have the asked form; null: none was freely answered.</summary>
    public (int Champion, int Candidate)? WellFormed { get; init; }

    /// <summary>Items a group.</summary>
    public int GroupSize { get; init; } = 1;

    public IReadOnlyList<PairedPrediction> Make()
    {
        var (both, champion, candidate, neither) = Counts;
        int items = both + champion + candidate + neither;
        return
        [
            .. Enumerable
                .Range(0, items)
                .Select(i => new PairedPrediction(
                    One(i, i < both + champion, ChampionConfidence, i < Flips?.Champion, i < WellFormed?.Champion),
                    One(
                        i,
                        i < both || (i >= both + champion && i < both + champion + candidate),
                        CandidateConfidence,
                        i < Flips?.Candidate,
                        i < WellFormed?.Candidate
                    )
                )),
        ];
    }

    private Prediction One(int index, bool right, double confidence, bool flips, bool wellFormed)
    {
        bool pair = Flips is not null;
        string[] labels = pair ? ["A", "B"] : ["yes", "no"];
        int gold = index % 2;
        int said = right ? gold : 1 - gold;
        return new Prediction
        {
            Source = Source,
            Id = $"{Family}{index}",
            Task = Task,
            Kind = pair ? TaskKind.Pairwise : TaskKind.Labels,
            Family = Family ?? Task,
            Group = $"{Family}{index / GroupSize}",
            Mode = Mode,
            Strategy = pair ? PairStrategy.Joint : null,
            Labels = labels,
            Gold = [1 - gold, gold],
            Weight = 1,
            Label = labels[said],
            Distribution = said == 0 ? [confidence, 1 - confidence] : [1 - confidence, confidence],
            Swap = pair ? [labels[said], labels[flips ? 1 - said : said]] : null,
            Free = WellFormed is null ? null : [wellFormed ? labels[said] : null],
        };
    }
}
