namespace JudgeBench;

/// <summary>What the machine gives at best.</summary>
/// <param name="Threads">At work.</param>
/// <param name="Precision">fp32 or bf16, of the product.</param>
/// <param name="Gflops">One large matrix product, a second.</param>
/// <param name="Gigabytes">Reading memory, a second.</param>
internal sealed record KernelLimit(int Threads, string Precision, double Gflops, double Gigabytes);
