using JudgeCore.Verdicts;

namespace JudgeCore.Engine;

/// <summary>What a sequence is wanted for.</summary>
internal abstract record Goal
{
    private Goal() { }

    /// <summary>The probability of each label directly after the prompt: one forward pass.</summary>
    public sealed record Score(LabelTree Labels) : Goal;

    /// <summary>Reasoning until its closing mark (forced after <paramref name="MaxTokens"/>), then the probability of each label.</summary>
    /// <param name="Labels">The labels that may follow.</param>
    /// <param name="Close">Token ids of the mark that ends the reasoning.</param>
    /// <param name="Forbidden">Token ids that reasoning may not contain: control tokens.</param>
    /// <param name="MaxTokens">Tokens of reasoning, the mark not counted.</param>
    /// <param name="Sampling">Null: greedy.</param>
    public sealed record Reason(
        LabelTree Labels,
        int[] Close,
        IReadOnlySet<int> Forbidden,
        int MaxTokens,
        SamplingOptions? Sampling
    ) : Goal;

    /// <summary>Free text until an end token or <paramref name="MaxTokens"/>: rollouts, where the policy has to learn the form by itself.</summary>
    /// <param name="End">Token ids that end the text; the one that did is part of the completion.</param>
    /// <param name="MaxTokens">Tokens of the completion, the end token included.</param>
    /// <param name="Sampling">Null: greedy.</param>
    public sealed record Write(IReadOnlySet<int> End, int MaxTokens, SamplingOptions? Sampling) : Goal;
}
