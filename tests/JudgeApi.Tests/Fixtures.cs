namespace JudgeApi.Tests;

/// <summary>Where recorded files lie: the folder named by the environment, or the small subset in this repository.</summary>
internal static class Fixtures
{
    public static string Root { get; } = FindRoot();

    public static string Parity { get; } =
        Environment.GetEnvironmentVariable("MTRL_PARITY") is { Length: > 0 } path
            ? path
            : Path.Combine(Root, "tests", "Fixtures", "parity");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MtRlJudge.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
