namespace JudgeCore.Models;

/// <summary>A checkpoint's configuration asks for something that this program does not do; the message names the field and its value.</summary>
public sealed class UnsupportedConfigException(string field, string message, string file = "config.json")
    : Exception($"{file}: {field}: {message}")
{
    /// <summary>Path of the field, such as <c>text_config.hidden_act</c>.</summary>
    public string Field { get; } = field;
}
