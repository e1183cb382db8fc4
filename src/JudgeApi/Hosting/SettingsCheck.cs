using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using JudgeCore.Engine;
using Microsoft.Extensions.Options;

namespace JudgeApi.Hosting;

/// <summary>Checks the settings before the start; every fault is a sentence that begins with its key.</summary>
internal sealed partial class SettingsCheck : IValidateOptions<ServiceOptions>
{
    public ValidateOptionsResult Validate(string? name, ServiceOptions options)
    {
        var parts = typeof(ServiceOptions)
            .GetProperties()
            .Where(part => part.PropertyType.IsClass && part.PropertyType != typeof(string));
        string[] faults =
        [
            .. Faults(ServiceOptions.Section, options),
            .. parts.SelectMany(part => Faults($"{ServiceOptions.Section}:{part.Name}", part.GetValue(options)!)),
        ];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>Reads the section once, to say in a sentence what is misspelt or not of its type.</summary>
    /// <exception cref="StartupException">Names the setting.</exception>
    public static void CheckForm(IConfiguration configuration)
    {
        try
        {
            configuration
                .GetSection(ServiceOptions.Section)
                .Get<ServiceOptions>(binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException error)
        {
            throw new StartupException(Sentence(error.Message), error);
        }
    }

    private static IEnumerable<string> Faults(string section, object part)
    {
        List<ValidationResult> faults = [];
        Validator.TryValidateObject(part, new ValidationContext(part), faults, validateAllProperties: true);
        return faults.Select(fault => Sentence(section, fault));
    }

    // The attributes' own sentences begin with "The field X" or "The X field", ours with the property's name.
    private static string Sentence(string section, ValidationResult fault)
    {
        string member = fault.MemberNames.First();
        string text = fault.ErrorMessage!;
        string begin = new[] { $"The field {member}", $"The {member} field", member }.First(text.StartsWith);
        return $"{section}:{member}{text[begin.Length..]}";
    }

    // The binder's own sentences speak of types, and of its options.
    private static string Sentence(string message)
    {
        if (Unknown().Match(message) is { Success: true } unknown)
        {
            return $"The section {ServiceOptions.Section} has no setting {unknown.Groups["names"].Value}.";
        }

        if (Unread().Match(message) is not { Success: true } unread)
        {
            return message;
        }

        string type = unread.Groups["type"].Value;
        var choices = typeof(ModelPrecision).Assembly.GetType(type) ?? typeof(ServiceOptions).Assembly.GetType(type);
        string wanted = choices is { IsEnum: true }
            ? string.Join(", ", Enum.GetNames(choices))
            : type switch
            {
                "System.Int32" or "System.Int64" => "a whole number",
                "System.Double" => "a number",
                "System.Boolean" => "true or false",
                _ => type,
            };
        return $"{unread.Groups["key"].Value} is '{unread.Groups["value"].Value}'; it takes {wanted}.";
    }

    [GeneratedRegex("^'ErrorOnUnknown.*?: (?<names>'.*')$", RegexOptions.Singleline)]
    private static partial Regex Unknown();

    [GeneratedRegex(
        "^Failed to convert configuration value '(?<value>.*)' at '(?<key>.*)' to type '(?<type>.*)'",
        RegexOptions.Singleline
    )]
    private static partial Regex Unread();
}
