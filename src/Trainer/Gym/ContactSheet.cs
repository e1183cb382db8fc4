using SkiaSharp;

namespace Trainer.Gym;

/// <summary>Pictures in rows with what is true of them written below: for people who want to see what the judge learns from.</summary>
internal sealed class ContactSheet(int columns, int enlarge)
{
    private const int Margin = 8;

    private static readonly SKColor Paper = new(252, 252, 250);
    private static readonly SKColor Ink = new(24, 24, 28);
    private static readonly SKColor Good = new(0, 110, 50);
    private static readonly SKColor Bad = new(170, 20, 20);

    private readonly List<(IReadOnlyList<Scene> Scenes, string[] Lines)> cells = [];

    private int LetterScale => Math.Max(1, enlarge / 2);

    private int LineHeight => PixelFont.LineHeight * LetterScale;

    private int Picture => Scene.Size * enlarge;

    /// <summary>A scene with every truth.</summary>
    public void Add(Scene scene) =>
        cells.Add(
            (
                [scene],
                [
                    $"{SceneTruth.PlaceWord(scene)} {SceneTruth.BackWord(scene)} {scene.Back} {SceneTruth.BaseWord(scene)} {scene.Base}",
                    $"light {SceneTruth.Word(scene.Light)} shadow {SceneTruth.Word(scene.Shadow)}",
                    .. Scene.SlotNames.Select((name, i) => $"{name}: {Describe(scene.Slots[i])}"),
                    scene.Distortion == DistortionKind.None
                        ? "clean"
                        : FormattableString.Invariant($"{SceneTruth.Quality(scene)} {scene.Severity:F2}"),
                    Verdict("naturalness", scene.Natural),
                    Verdict("technical", scene.Clean),
                    Verdict("rationality", scene.Sensible),
                    Verdict("safety", SceneTruth.Safe(scene, SafetyPolicy.HouseRules)),
                    $"quality-scale = {SceneTruth.QualityLevel(scene)}",
                ]
            )
        );

    /// <summary>A judging item with its text, answer and reasons.</summary>
    public void Add(GymItem item) =>
        cells.Add(
            (
                item.Scenes,
                [item.Task, .. item.Text is null ? [] : new[] { $"\"{item.Text}\"" }, $"= {item.Label}", item.Rationale]
            )
        );

    /// <summary>The sheet as PNG.</summary>
    public byte[] Render()
    {
        int across = cells.Count == 0 ? 1 : cells.Max(cell => cell.Scenes.Count);
        int width = across * Picture + (across - 1) * Margin;
        int letters = width / (PixelFont.Advance * LetterScale);
        string[][] texts = [.. cells.Select(cell => cell.Lines.SelectMany(line => PixelFont.Wrap(line, letters)).ToArray())];
        int height = Picture + Margin + (texts.Length == 0 ? 0 : texts.Max(lines => lines.Length)) * LineHeight;
        int rows = (cells.Count + columns - 1) / columns;
        using var bitmap = new SKBitmap(
            columns * (width + 2 * Margin) + Margin,
            rows * (height + 2 * Margin) + Margin,
            SKColorType.Rgba8888,
            SKAlphaType.Opaque
        );
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Paper);
        for (int i = 0; i < cells.Count; i++)
        {
            int left = Margin + i % columns * (width + 2 * Margin);
            int top = Margin + i / columns * (height + 2 * Margin);
            for (int k = 0; k < cells[i].Scenes.Count; k++)
            {
                using var picture = PngFile.Bitmap(SceneRenderer.Render(cells[i].Scenes[k]), Scene.Size, enlarge);
                canvas.DrawBitmap(picture, left + k * (Picture + Margin), top);
            }

            for (int line = 0; line < texts[i].Length; line++)
            {
                string text = texts[i][line];
                PixelFont.Draw(canvas, text, left, top + Picture + Margin + line * LineHeight, LetterScale, Color(text));
            }
        }

        canvas.Flush();
        return PngFile.Encode(bitmap);
    }

    private static string Describe(SceneObject? item) =>
        item is null ? "-"
        : item.State == ObjectState.Ok ? item.Name
        : $"{item.Name} {item.StateWord}";

    private static string Verdict(string task, bool yes) => $"{task} = {SceneTruth.YesNo(yes)}";

    private static SKColor Color(string line) =>
        line.EndsWith("= yes", StringComparison.Ordinal) ? Good
        : line.EndsWith("= no", StringComparison.Ordinal) ? Bad
        : Ink;
}
