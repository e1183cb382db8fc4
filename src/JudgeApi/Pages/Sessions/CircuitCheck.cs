using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;

namespace JudgeApi.Pages.Sessions;

/// <summary>An open page makes no requests: it asks the key store every few seconds, and a person whose key was revoked is signed out.</summary>
internal sealed partial class CircuitCheck(
    ILoggerFactory loggers,
    IServiceScopeFactory scopes,
    IOptions<ServiceOptions> options,
    ILogger<CircuitCheck> logger
) : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(options.Value.Pages.RecheckSeconds);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<JudgeDb>();
            return await KeyLookup.HoldsAsync(db, authenticationState.User.KeyId(), cancellationToken);
        }
        catch (Exception error) when (DatabaseErrors.IsFailure(error))
        {
            // A database that is away for a moment signs nobody out; whatever a page does meanwhile fails by itself.
            NotChecked(logger, error);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether the key of an open page still holds could not be checked")]
    private static partial void NotChecked(ILogger logger, Exception error);
}
