namespace JudgeCore.Checkpoints;

/// <summary>Published Qwen2.5-VL files use older names on disk (model.layers..., visual...) than the module has.</summary>
internal static class CheckpointNames
{
    private const string Vision = "model.visual.";
    private const string Text = "model.language_model.";

    /// <summary>On-disk to in-memory; names that are new already stay.</summary>
    public static string Qwen25ToMemory(string name) =>
        name.StartsWith("visual.", StringComparison.Ordinal) ? $"model.{name}"
        : Begins(name, Vision) || Begins(name, Text) || !Begins(name, "model.") ? name
        : Text + name["model.".Length..];

    /// <summary>In-memory to on-disk.</summary>
    public static string Qwen25ToDisk(string name) =>
        Begins(name, Vision) ? name["model.".Length..]
        : Begins(name, Text) ? $"model.{name[Text.Length..]}"
        : name;

    private static bool Begins(string name, string with) => name.StartsWith(with, StringComparison.Ordinal);
}
