using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace JudgeApi.Hosting;

/// <summary>Writes what <see cref="DocumentedBody"/> says of a route into its operation.</summary>
internal sealed class DocumentedBodyFilter : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (
            var (name, meaning) in Metadata(context)
                .OfType<DocumentedParameters>()
                .SelectMany(documented => documented.Parameters)
        )
        {
            (operation.Parameters ??= []).Add(
                new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Query,
                    Description = meaning,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                }
            );
        }

        foreach (var answer in Metadata(context).OfType<DocumentedAnswer>())
        {
            Show(operation, answer.Status, answer.Example);
        }

        if (Metadata(context).OfType<DocumentedBody>().FirstOrDefault() is not { } body)
        {
            return;
        }

        var content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/json"] = new OpenApiMediaType
            {
                Schema = context.SchemaGenerator.GenerateSchema(body.Type, context.SchemaRepository),
                Example = JsonNode.Parse(body.Example),
            },
        };
        if (body.TakesFiles)
        {
            content["multipart/form-data"] = new OpenApiMediaType { Schema = Files() };
        }

        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = content };
        if (body.ExampleAnswer is { } example)
        {
            Show(operation, StatusCodes.Status200OK, example);
        }
    }

    private static void Show(OpenApiOperation operation, int status, string example)
    {
        if (operation.Responses?.GetValueOrDefault(status.ToString(CultureInfo.InvariantCulture)) is { Content: { } answers })
        {
            foreach (var answer in answers.Values.OfType<OpenApiMediaType>())
            {
                answer.Example = JsonNode.Parse(example);
            }
        }
    }

    private static IList<object> Metadata(OperationFilterContext context) =>
        context.ApiDescription.ActionDescriptor.EndpointMetadata;

    private static OpenApiSchema Files()
    {
        static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string>(StringComparer.Ordinal) { "task", "image" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["task"] = Text(),
                ["image"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
                },
                ["text"] = Text(),
                ["mode"] = Text(),
                ["strategy"] = Text(),
                ["reference"] = Text(),
            },
        };
    }
}
