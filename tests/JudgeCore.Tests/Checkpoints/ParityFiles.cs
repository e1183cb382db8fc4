namespace JudgeCore.Tests.Checkpoints;

/// <summary>Files of the parity folder that other programs wrote.</summary>
internal static class ParityFiles
{
    public static string[] Named(string pattern) =>
        Directory.Exists(Fixtures.Parity) ? Directory.GetFiles(Fixtures.Parity, pattern, SearchOption.AllDirectories) : [];
}
