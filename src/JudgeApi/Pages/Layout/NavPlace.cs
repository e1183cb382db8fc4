using System.Security.Claims;
using JudgeApi.Keys;
using MudBlazor;

namespace JudgeApi.Pages.Layout;

/// <summary>A page of the menu, and whose keys see it.</summary>
/// <param name="Path">Address.</param>
/// <param name="Name">As the menu shows it.</param>
/// <param name="Icon">SVG.</param>
/// <param name="Roles">Keys of other roles do not see it.</param>
internal sealed record NavPlace(string Path, string Name, string Icon, params KeyRole[] Roles)
{
    private static readonly NavPlace[] All =
    [
        new(PagePaths.Dashboard, "Dashboard", Icons.Material.Outlined.Insights, KeyRole.Ops),
        new(PagePaths.Rate, "Rate", Icons.Material.Outlined.HowToVote, KeyRole.Rater, KeyRole.Ops),
        new(PagePaths.Judgments, "Judgments", Icons.Material.Outlined.Gavel, KeyRole.Pipeline, KeyRole.Rater, KeyRole.Ops),
        new(PagePaths.Training, "Training", Icons.Material.Outlined.ModelTraining, KeyRole.Ops),
        new(PagePaths.Models, "Models", Icons.Material.Outlined.AccountTree, KeyRole.Ops),
        new(PagePaths.Tasks, "Tasks", Icons.Material.Outlined.Checklist, KeyRole.Ops),
        new(PagePaths.Keys, "Keys", Icons.Material.Outlined.Key, KeyRole.Ops),
        new(PagePaths.Audit, "Audit log", Icons.Material.Outlined.History, KeyRole.Ops),
    ];

    /// <summary>What this person may open, in the menu's order.</summary>
    public static IEnumerable<NavPlace> For(ClaimsPrincipal user) =>
        All.Where(place => place.Roles.Any(role => user.IsInRole(role.ToString())));

    /// <summary>Where this person begins.</summary>
    public static NavPlace First(ClaimsPrincipal user) => For(user).First();
}
