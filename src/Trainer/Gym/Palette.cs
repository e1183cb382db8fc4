namespace Trainer.Gym;

/// <summary>The gym's colours: saturated for objects, pale for walls and grounds, so that a red ball shows before a red wall.</summary>
internal static class Palette
{
    public static readonly string[] ObjectColors = ["red", "blue", "yellow", "purple", "white", "black"];

    public static readonly string[] NaturalSky = ["blue", "gray"];
    public static readonly string[] NaturalWall = ["cream", "gray"];
    public static readonly string[] OddBack = ["green", "red", "purple"];
    public static readonly string[] NaturalGround = ["green", "brown"];
    public static readonly string[] NaturalFloor = ["brown", "gray"];
    public static readonly string[] OddBase = ["blue", "red", "purple"];

    public static (byte R, byte G, byte B) Object(string name) =>
        name switch
        {
            "red" => (214, 24, 30),
            "blue" => (28, 60, 214),
            "yellow" => (250, 214, 20),
            "purple" => (138, 30, 170),
            "white" => (250, 250, 250),
            "black" => (26, 26, 30),
            _ => throw new ArgumentException($"no object colour '{name}'"),
        };

    public static (byte R, byte G, byte B) Background(string name) =>
        name switch
        {
            "blue" => (138, 190, 236),
            "gray" => (172, 174, 178),
            "cream" => (238, 224, 190),
            "green" => (118, 184, 106),
            "red" => (226, 128, 122),
            "purple" => (186, 140, 206),
            "brown" => (160, 124, 88),
            _ => throw new ArgumentException($"no background colour '{name}'"),
        };
}
