namespace JudgeApi.Hosting;

/// <summary>Number type in which the served model computes.</summary>
internal enum ModelPrecision
{
    Float32,

    /// <summary>Half the memory and, on processors with bf16 instructions, several times the speed for large checkpoints.</summary>
    BFloat16,
}
