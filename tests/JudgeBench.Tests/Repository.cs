namespace JudgeBench.Tests;

/// <summary>The sources that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "MtRlJudge.sln")))
        {
            folder =
                Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no MtRlJudge.sln above the test program");
        }

        return folder;
    }
}
