namespace JudgeCore.Images;

/// <summary>Patches of an image: time (1 for stills), height, width.</summary>
public readonly record struct ImageGrid(int Time, int Height, int Width)
{
    public int Count => Time * Height * Width;
}
