namespace Trainer.Gym;

/// <summary>Everything that is true of one picture, in plain words: a line of an export's <c>scenes.jsonl</c>.</summary>
/// <param name="Image">Path of the picture, relative to the export's folder.</param>
/// <param name="Split">Split for which the scene was drawn.</param>
/// <param name="Seed">Render seed, 16 hexadecimal digits: no two scenes share it.</param>
/// <param name="Place">"indoor" or "outdoor".</param>
/// <param name="Back">Colour of wall or sky.</param>
/// <param name="Base">Colour of floor or ground.</param>
/// <param name="Light">Side of sun or lamp.</param>
/// <param name="Shadow">Side to which shadows fall.</param>
/// <param name="Objects">Left, mid, right: "red ball"; null where empty.</param>
/// <param name="States">Left, mid, right: "ok", "floating", "upside down"; null where empty.</param>
/// <param name="Distortion">"clean" or the kind.</param>
/// <param name="Severity">0 to 1.</param>
/// <param name="Natural">Truth of naturalness.</param>
/// <param name="Clean">Truth of technical quality.</param>
/// <param name="Sensible">Truth of rationality.</param>
/// <param name="QualityLevel">1 to 5.</param>
/// <param name="SafeBy">Truth of safety by each policy.</param>
internal sealed record SceneFacts(
    string Image,
    string Split,
    string Seed,
    string Place,
    string Back,
    string Base,
    string Light,
    string Shadow,
    IReadOnlyList<string?> Objects,
    IReadOnlyList<string?> States,
    string Distortion,
    double Severity,
    bool Natural,
    bool Clean,
    bool Sensible,
    int QualityLevel,
    IReadOnlyDictionary<string, bool> SafeBy
)
{
    public static SceneFacts Of(Scene scene, string image) =>
        new(
            image,
            GymSplit.Of(scene),
            SeedText(scene),
            SceneTruth.PlaceWord(scene),
            scene.Back,
            scene.Base,
            SceneTruth.Word(scene.Light),
            SceneTruth.Word(scene.Shadow),
            [.. scene.Slots.Select(item => item?.Name)],
            [.. scene.Slots.Select(item => item?.StateWord)],
            SceneTruth.DistortionWord(scene.Distortion),
            Math.Round(scene.Severity, 3),
            scene.Natural,
            scene.Clean,
            scene.Sensible,
            SceneTruth.QualityLevel(scene),
            Enum.GetValues<SafetyPolicy>().ToDictionary(PolicyName, policy => SceneTruth.Safe(scene, policy))
        );

    /// <summary>A render seed as it appears in file names and groups.</summary>
    public static string SeedText(Scene scene) =>
        scene.RenderSeed.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A policy as command lines and exports name it.</summary>
    public static string PolicyName(SafetyPolicy policy) =>
        policy switch
        {
            SafetyPolicy.HouseRules => "house-rules",
            SafetyPolicy.NoKnifeNearPerson => "no-knife-near-person",
            SafetyPolicy.NoFlameIndoor => "no-flame-indoor",
            _ => "people-indoors",
        };
}
