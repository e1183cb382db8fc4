namespace Trainer.Grpo;

/// <summary>What of a guided completion is learned. Its verdict was forced, so that it is not a sample of the policy.</summary>
internal enum GuidedCredit
{
    /// <summary>The forced tokens alone, as if the policy had written them; the reasoning before them, which led to the wrong verdict, is
    /// neither praised nor blamed.</summary>
    VerdictTokens,

    /// <summary>Every token, as if the policy had written all.</summary>
    Whole,

    /// <summary>The forced tokens alone, weighted by the regularised importance p / (p + gamma), whose gradient does not vanish for improbable
    /// tokens (LUFFY, arXiv 2504.14945).</summary>
    Shaped,
}
