using Microsoft.AspNetCore.Mvc;

namespace JudgeApi.Hosting;

/// <summary>What routes declare about their bodies: how large they may be, and for the document, of what form they are.</summary>
internal static class RouteLimits
{
    /// <summary>Bytes of a body that carries no images.</summary>
    public const long SmallBody = 256 << 10;

    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, long bytes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequestSizeLimitAttribute(bytes));

    /// <summary>Handlers read bodies themselves, to say precisely what is wrong with them; this tells the document what they read.</summary>
    public static RouteHandlerBuilder WithJsonBody<T>(
        this RouteHandlerBuilder builder,
        string example,
        string? exampleAnswer = null
    ) => builder.WithMetadata(new DocumentedBody(typeof(T), example, exampleAnswer));

    /// <summary>An answer, for the document.</summary>
    public static RouteHandlerBuilder WithExampleAnswer(
        this RouteHandlerBuilder builder,
        string example,
        int status = StatusCodes.Status200OK
    ) => builder.WithMetadata(new DocumentedAnswer(status, example));

    /// <summary>Likewise for query parameters.</summary>
    public static RouteHandlerBuilder WithParameters(
        this RouteHandlerBuilder builder,
        params (string Name, string Meaning)[] parameters
    ) => builder.WithMetadata(new DocumentedParameters(parameters));
}
