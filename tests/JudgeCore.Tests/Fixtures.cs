namespace JudgeCore.Tests;

/// <summary>Where recorded numbers lie: the folders named by the environment, or the small subset in this repository.</summary>
internal static class Fixtures
{
    public static string Parity { get; } = Folder("MTRL_PARITY", "parity");

    public static string Reference { get; } = Folder("MTRL_REFERENCE", "reference");

    /// <summary>The repository's root: the folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Subfolders' names, sorted; none where the folder is missing.</summary>
    public static IEnumerable<string> Folders(string path) =>
        Directory.Exists(path)
            ? Directory.GetDirectories(path).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)
            : [];

    private static string Folder(string variable, string name) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path
            ? path
            : Path.Combine(FindRoot(), "tests", "Fixtures", name);

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
