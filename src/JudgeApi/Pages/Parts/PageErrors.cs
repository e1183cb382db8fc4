using JudgeApi.Problems;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace JudgeApi.Pages.Parts;

/// <summary>A page that fails says so in a sentence and can be tried again; the menu keeps working.</summary>
public sealed class PageErrors : ErrorBoundaryBase
{
    private string? sentence;

    [Inject]
    private ILogger<PageErrors> Logger { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override void OnInitialized() => Navigation.LocationChanged += (_, _) => Again();

    protected override Task OnErrorAsync(Exception exception)
    {
        sentence = UnexpectedErrors.Explain(exception).Detail;
        UnexpectedErrors.Failed(Logger, exception, "page", new Uri(Navigation.Uri).AbsolutePath, "none");
        return Task.CompletedTask;
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        if (CurrentException is null)
        {
            builder.AddContent(0, ChildContent);
            return;
        }

        builder.OpenElement(1, "div");
        builder.AddAttribute(2, "class", "notice");
        builder.AddAttribute(3, "role", "alert");
        builder.AddContent(4, sentence);
        builder.AddContent(5, " ");
        builder.OpenElement(6, "button");
        builder.AddAttribute(7, "type", "button");
        builder.AddAttribute(8, "onclick", EventCallback.Factory.Create(this, Again));
        builder.AddContent(9, "Try again");
        builder.CloseElement();
        builder.CloseElement();
    }

    private void Again()
    {
        if (CurrentException is not null)
        {
            Recover();
        }
    }
}
