using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace JudgeApi.Hosting;

/// <summary>The OpenAPI document and its page: how to send a key, what bodies look like, and an example of each.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    public static void Configure(SwaggerGenOptions options)
    {
        options.SwaggerDoc(
            Name,
            new OpenApiInfo
            {
                Title = "MtRlJudge",
                Version = Name,
                Description =
                    "A judge for images that keeps learning from the people it serves. Every route but /health needs an API key. "
                    + "Refusals are problem details (RFC 9457) with a stable `code`.",
            }
        );
        options.AddSecurityDefinition(
            "bearer",
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "Authorization: Bearer KEY",
            }
        );
        options.AddSecurityDefinition(
            "apiKey",
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = Keys.ApiKeyHandler.HeaderName,
                Description = "X-Api-Key: KEY",
            }
        );
        options.AddSecurityRequirement(document => new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference("bearer", document)] = [],
        });
        options.AddSecurityRequirement(document => new OpenApiSecurityRequirement
        {
            [new OpenApiSecuritySchemeReference("apiKey", document)] = [],
        });
        options.OperationFilter<DocumentedBodyFilter>();
        options.SupportNonNullableReferenceTypes();
        options.CustomSchemaIds(type => type.Name.Replace("`1", "", StringComparison.Ordinal));
    }

    public static void Configure(SwaggerUIOptions options)
    {
        options.DocumentTitle = "MtRlJudge";
        options.SwaggerEndpoint($"{Name}/swagger.json", "MtRlJudge");
        options.EnablePersistAuthorization();
    }
}
