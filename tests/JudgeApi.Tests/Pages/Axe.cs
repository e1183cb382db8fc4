using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace JudgeApi.Tests.Pages;

/// <summary>
/// axe-core in a page. Only what is wrong leaves the browser; its package for Playwright hands over all that it found in order, by way of a second
/// page, which took four times as long.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>What people with a screen reader or weak eyes cannot use: rule, what is wrong, the first elements.</summary>
    public static async Task<string[]> SeriousAsync(IPage page)
    {
        await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
                .filter(found => ['serious', 'critical'].includes(found.impact))
                .map(found => `${found.id}: ${found.help}: ${found.nodes.slice(0, 4).map(node => node.html.slice(0, 200)).join(' | ')}`)
            """
        );
    }
}
