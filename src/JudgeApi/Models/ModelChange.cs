using JudgeApi.Problems;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Models;

/// <summary>How a change of the served version, or of a version, ended.</summary>
internal abstract record ModelChange
{
    private ModelChange() { }

    /// <summary>It is written down; servers follow within seconds.</summary>
    public sealed record Done(WantedModel Wanted) : ModelChange;

    /// <summary>Nothing was changed.</summary>
    public sealed record Rejected(Problem Problem) : ModelChange;
}
