namespace JudgeCore.Tasks;

/// <summary>Whether a request of a task carries text (a caption to match, a policy to keep).</summary>
public enum TextUse
{
    None,
    Optional,
    Required,
}
