using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace JudgeApi.Pages;

public sealed partial class App
{
    // The first answer is the frame alone; everything in it is drawn once, over the page's connection.
    private static readonly IComponentRenderMode Interactive = new InteractiveServerRenderMode(prerender: false);

    [CascadingParameter]
    private HttpContext Http { get; set; } = default!;

    private IComponentRenderMode? Mode => Http.AcceptsInteractiveRouting() ? Interactive : null;

    private string Theme =>
        Http.Request.Cookies["mtrljudge.theme"] is "light" or "dark" ? Http.Request.Cookies["mtrljudge.theme"]! : "system";
}
