namespace JudgeApi.Pages;

/// <summary>Where the pages are. They have a root of their own, since the API's routes have the short names.</summary>
internal static class PagePaths
{
    public const string Root = "/ui";
    public const string SignIn = Root + "/sign-in";
    public const string NotAllowed = Root + "/not-allowed";

    /// <summary>POST: opens a session with the key of the form.</summary>
    public const string Enter = Root + "/session";

    /// <summary>POST: ends it.</summary>
    public const string Leave = Root + "/session/end";

    public const string Images = Root + "/images";
    public const string Rate = Root + "/rate";
    public const string Judgments = Root + "/judgments";
    public const string Dashboard = Root + "/dashboard";
    public const string Training = Root + "/training";
    public const string Models = Root + "/models";
    public const string Tasks = Root + "/tasks";
    public const string Keys = Root + "/keys";
    public const string Audit = Root + "/audit";

    /// <summary>Whether a request is for a page or the connection of one.</summary>
    public static bool IsPage(PathString path) => path.StartsWithSegments(Root) || path.StartsWithSegments("/_blazor");

    /// <summary>A path of this site's pages, or their root: never another site, whatever a link says.</summary>
    public static string Local(string? path) =>
        path is not null
        && (
            path == Root
            || path.StartsWith(Root + "/", StringComparison.Ordinal)
            || path.StartsWith(Root + "?", StringComparison.Ordinal)
        )
        && !path.StartsWith(Enter, StringComparison.Ordinal)
        && !path.Contains('\\', StringComparison.Ordinal)
            ? path
            : Root;
}
