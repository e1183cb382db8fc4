namespace KernelBench;

/// <summary>What the benchmarks run on. They run in this process, so what the command line chose is seen by all of them.</summary>
internal static class Sizes
{
    /// <summary>The smallest sizes: shows that everything runs, measures nothing.</summary>
    public static bool Small { get; set; }

    public static int[] Megabytes => Small ? [1] : [1, 256];

    public static int[] Contexts => Small ? [64] : [128, 1024, 4000];

    public static int[] Prompts => Small ? [64] : [166, 1024];

    public static string[] Shapes => Small ? ["tiny"] : ["tiny", "120m"];

    /// <summary>The shape of benchmarks that need one.</summary>
    public static string Shape => Shapes[^1];

    public static int[] Batches => Small ? [1] : [1, 8];

    public static int[] Vocabularies => Small ? [768] : [768, 151_936];

    public static int Slots => Small ? 1 : 8;
}
