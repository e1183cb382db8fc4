using System.Runtime.CompilerServices;

namespace JudgeApi.Tests.Pages;

/// <summary>A test in a real browser; skipped with a sentence where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Skip = Chromium.Missing;
        SkipType = typeof(Chromium);
        SkipUnless = nameof(Chromium.IsThere);
    }
}
