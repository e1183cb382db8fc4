using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace JudgeApi.Pages.Parts;

/// <summary>Renders what it holds after its elder siblings: a table knows its columns only then.</summary>
public sealed class Later : ComponentBase
{
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, ChildContent);
}
