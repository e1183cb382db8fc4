namespace Trainer.Gym;

/// <summary>All that there is to know of one 64 x 64 picture: rendering it and judging it need nothing else.</summary>
/// <param name="Indoor">A room with wall and floor; otherwise sky and ground.</param>
/// <param name="Back">Colour of wall or sky.</param>
/// <param name="Base">Colour of floor or ground.</param>
/// <param name="Light">Where the lamp or sun is.</param>
/// <param name="Shadow">Where shadows fall: the other side, if light is as in the real world.</param>
/// <param name="Slots">Left, mid, right; null where empty.</param>
/// <param name="Distortion">What is wrong with the picture's quality.</param>
/// <param name="Severity">0 to 1; 0 for none.</param>
/// <param name="RenderSeed">Of small displacements and noise.</param>
internal sealed record Scene(
    bool Indoor,
    string Back,
    string Base,
    Side Light,
    Side Shadow,
    IReadOnlyList<SceneObject?> Slots,
    DistortionKind Distortion,
    double Severity,
    ulong RenderSeed
)
{
    public static readonly string[] SlotNames = ["left", "mid", "right"];

    public const int Size = 64;

    public IEnumerable<SceneObject> Objects => Slots.OfType<SceneObject>();

    public bool NaturalBack => (Indoor ? Palette.NaturalWall : Palette.NaturalSky).Contains(Back);

    public bool NaturalBase => (Indoor ? Palette.NaturalFloor : Palette.NaturalGround).Contains(Base);

    /// <summary>Colours and light as in the real world.</summary>
    public bool Natural => NaturalBack && NaturalBase && Light != Shadow;

    /// <summary>Good enough quality: undistorted, or so mildly that it hardly shows.</summary>
    public bool Clean => Severity < CleanBelow;

    /// <summary>Every object stands upright on the ground.</summary>
    public bool Sensible => Objects.All(item => item.State == ObjectState.Ok);

    public const double CleanBelow = 0.3;
}
