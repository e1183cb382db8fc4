namespace JudgeCore.Engine;

/// <summary>Number types in which a judge computes.</summary>
public enum ModelPrecision
{
    Float32,

    /// <summary>Half the memory and, on processors with bf16 instructions, several times the speed for large checkpoints.</summary>
    BFloat16,

    /// <summary>BFloat16, and the text stack's matrices as whole numbers of eight bits, one scale an output: decoding reads half as many bytes. To serve with, not to train.</summary>
    Int8,
}
