namespace JudgeBench;

/// <summary>Best rounds of the engine with so many sequences at once.</summary>
/// <param name="Sequences">At once.</param>
/// <param name="PrefillPerSecond">Prompt tokens, text only.</param>
/// <param name="PrefillShare">Matrix products of the prefill over what the product limit allows in its time.</param>
/// <param name="DecodePerSecond">Written tokens, all sequences together.</param>
/// <param name="DecodeShare">Bytes of weights, keys and values that a step must read over what the memory limit allows in its time.</param>
/// <param name="VerdictMs">One verdict about a 256 x 256 picture and 102 tokens of text, vision tower included; of so many at once.</param>
/// <param name="VerdictShare">Its matrix products and attention, tower and text, over what the product limit allows in its time.</param>
/// <param name="DecodeBytesAllocated">Managed bytes a step of decoding.</param>
internal sealed record EngineTiming(
    int Sequences,
    double PrefillPerSecond,
    double PrefillShare,
    double DecodePerSecond,
    double DecodeShare,
    double VerdictMs,
    double VerdictShare,
    long DecodeBytesAllocated
);
