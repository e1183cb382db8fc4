namespace JudgeApi.Pages.Parts;

/// <summary>
/// Runs one piece of a page's work with services of its own, as a request would: a page stays open for hours, which a database context must not.
/// </summary>
internal sealed class PageWork(IServiceScopeFactory scopes)
{
    public async Task<T> DoAsync<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
