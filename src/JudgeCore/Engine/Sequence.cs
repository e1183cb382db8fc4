namespace JudgeCore.Engine;

/// <summary>One prompt on its way to an answer: plain state, owned by the engine's thread.</summary>
internal sealed class Sequence(EnginePrompt prompt, Goal goal)
{
    public EnginePrompt Prompt { get; } = prompt;

    public Goal Goal { get; } = goal;

    /// <summary>In which order it is served.</summary>
    public Lane Lane { get; } =
        goal switch
        {
            Goal.Score => Lane.Verdict,
            Goal.Reason => Lane.Reasoned,
            _ => Lane.Rollout,
        };

    /// <summary>Slot of the key-value cache; -1 while waiting.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Leading tokens whose keys and values are in the cache.</summary>
    public int Cached { get; set; }

    /// <summary>Token ids written so far, closing mark included, labels not.</summary>
    public List<int> Completion { get; } = [];

    /// <summary>Log-probability of each written token under the distribution that it was drawn from (forced tokens: 0).</summary>
    public List<float> LogProbs { get; } = [];

    /// <summary>True once reasoning is closed and only the label is missing.</summary>
    public bool AtLabel { get; set; } = goal is Goal.Score;

    /// <summary>Probability of each label, once known.</summary>
    public double[]? Labels { get; set; }

    public bool Finished { get; set; }

    /// <summary>Set from any thread: the engine drops the sequence before its next step.</summary>
    public CancellationToken Cancelled { get; init; }

    public int Length => Prompt.Ids.Length + Completion.Count;

    /// <summary>Tokens that the model has not seen yet.</summary>
    public int Pending => Length - Cached;

    /// <summary>The labels to be scored when the next pending tokens are the last ones; null otherwise.</summary>
    public LabelTree? Tree =>
        !AtLabel ? null
        : Goal is Goal.Score score ? score.Labels
        : Goal is Goal.Reason reason ? reason.Labels
        : null;

    /// <summary>Every token id that does not come from the model: of the prompt, of the labels, of the closing mark.</summary>
    public IEnumerable<int> GivenTokens =>
        Goal switch
        {
            Goal.Score score => Prompt.Ids.Concat(score.Labels.Tokens),
            Goal.Reason reason => Prompt.Ids.Concat(reason.Close).Concat(reason.Labels.Tokens),
            _ => Prompt.Ids,
        };

    /// <summary>Most tokens that this sequence can come to occupy in its slot.</summary>
    public int Capacity =>
        Prompt.Ids.Length
        + Goal switch
        {
            Goal.Score score => score.Labels.Fed.Count,
            Goal.Reason reason => reason.MaxTokens + reason.Close.Length + reason.Labels.Fed.Count,
            Goal.Write write => write.MaxTokens,
            _ => throw new NotSupportedException(),
        };

    public int Token(int index) => index < Prompt.Ids.Length ? Prompt.Ids[index] : Completion[index - Prompt.Ids.Length];

    /// <summary>Rotary position of a token in one of the three rows (time, height, width).</summary>
    public int Position(int row, int index) =>
        index < Prompt.Ids.Length ? Prompt.Positions[row][index] : Prompt.NextPosition + index - Prompt.Ids.Length;

    public void Write(int token, float logProb)
    {
        Completion.Add(token);
        LogProbs.Add(logProb);
    }
}
