namespace Trainer.Sft;

/// <summary>What supervised tuning teaches behind a question that asks for reasons.</summary>
internal enum SftTarget
{
    /// <summary>The bare verdict, whatever the mode: the baseline that the paper shows collapsing on formats it never saw.</summary>
    VerdictOnly,

    /// <summary>The item's own rationale, then its verdict; items without one are asked for the bare verdict.</summary>
    Rationale,

    /// <summary>The model's own reasoning, sampled afresh, then the item's verdict: what human verdicts alone allow.</summary>
    OwnReasoning,
}
