namespace JudgeCore.Engine;

/// <summary>A sequence's share of one forward pass: its next <paramref name="Count"/> pending tokens.</summary>
internal readonly record struct StepItem(Sequence Sequence, int Count)
{
    /// <summary>True when the pass reaches the sequence's last token, so that an answer is read off.</summary>
    public bool Last => Count == Sequence.Pending;

    /// <summary>Label tokens that ride along behind the last token.</summary>
    public LabelTree? Tree => Last ? Sequence.Tree : null;

    /// <summary>Query tokens in the pass.</summary>
    public int Queries => Count + (Tree?.Fed.Count ?? 0);

    /// <summary>True for a written token whose only wish is the next one: no label tokens beside it and no picture.</summary>
    public bool Decodes => Count == 1 && Queries == 1 && Last && Sequence.Cached >= Sequence.Prompt.Ids.Length;
}
