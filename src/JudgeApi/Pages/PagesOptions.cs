using System.ComponentModel.DataAnnotations;

namespace JudgeApi.Pages;

/// <summary>The web pages for raters and operators.</summary>
internal sealed record PagesOptions
{
    /// <summary>Hours that a person stays signed in without using the pages.</summary>
    [Range(0.1, 720.0)]
    public double SessionHours { get; init; } = 12;

    /// <summary>Seconds after which an open page notices that its key was revoked.</summary>
    [Range(0.1, 60.0)]
    public double RecheckSeconds { get; init; } = 3;

    /// <summary>The cookie travels over https only. False: over http where the page itself was asked for by http, as on a developer's machine.</summary>
    public bool HttpsOnly { get; init; }

    /// <summary>Raters are told the judge's verdict after they have answered.</summary>
    public bool RevealVerdict { get; init; } = true;
}
