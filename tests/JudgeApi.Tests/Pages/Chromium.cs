namespace JudgeApi.Tests.Pages;

/// <summary>The system's browser; eng/test installs it where it may.</summary>
internal static class Chromium
{
    public const string Missing = "Chromium is missing: apt-get install chromium";

    public static string? Program { get; } =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    public static bool IsThere => Program is not null;
}
