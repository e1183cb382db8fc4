namespace Trainer.Gym;

/// <summary>One object in its slot.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Color">One of <see cref="Palette.ObjectColors"/>; empty for kinds with one look.</param>
/// <param name="State">How it stands.</param>
internal sealed record SceneObject(ObjectKind Kind, string Color, ObjectState State)
{
    public static bool HasColor(ObjectKind kind) => kind is not (ObjectKind.Tree or ObjectKind.Knife or ObjectKind.Flame);

    /// <summary>Kinds whose upside and downside look different.</summary>
    public static bool CanFlip(ObjectKind kind) => kind is not (ObjectKind.Ball or ObjectKind.Box or ObjectKind.Flame);

    /// <summary>"red ball", "tree".</summary>
    public string Name => Color.Length > 0 ? $"{Color} {Word(Kind)}" : Word(Kind);

    public string StateWord =>
        State == ObjectState.Ok ? "ok"
        : State == ObjectState.Floating ? "floating"
        : "upside down";

    public static string Word(ObjectKind kind) =>
        kind switch
        {
            ObjectKind.Ball => "ball",
            ObjectKind.Box => "box",
            ObjectKind.Cone => "cone",
            ObjectKind.Cup => "cup",
            ObjectKind.Person => "person",
            ObjectKind.House => "house",
            ObjectKind.Tree => "tree",
            ObjectKind.Knife => "knife",
            _ => "flame",
        };
}
