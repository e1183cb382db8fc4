namespace Trainer.Gym;

/// <summary>Draws one object standing on a foot line.</summary>
internal static class ObjectPainter
{
    private static readonly (byte R, byte G, byte B) Skin = (240, 190, 150);
    private static readonly (byte R, byte G, byte B) Leaf = (24, 110, 40);
    private static readonly (byte R, byte G, byte B) Wood = (96, 58, 24);
    private static readonly (byte R, byte G, byte B) Steel = (206, 214, 222);
    private static readonly (byte R, byte G, byte B) Dark = (34, 30, 36);

    /// <param name="canvas">Where to draw.</param>
    /// <param name="item">What, in which colour and state.</param>
    /// <param name="x">Centre in pixels of the canvas.</param>
    /// <param name="foot">Line on which it stands.</param>
    /// <param name="height">Pixels.</param>
    public static void Draw(Canvas canvas, SceneObject item, double x, double foot, double height)
    {
        var color = item.Color.Length > 0 ? Palette.Object(item.Color) : Leaf;
        canvas.FlipAbout = item.State == ObjectState.UpsideDown ? foot - height / 2 : null;
        double top = foot - height;
        double half = height * 0.45;
        switch (item.Kind)
        {
            case ObjectKind.Ball:
                canvas.OutlinedEllipse(x, foot - height / 2, height / 2, height / 2, color);
                break;
            case ObjectKind.Box:
                canvas.Outlined(color, (x - half, top + 3), (x + half, top + 3), (x + half, foot), (x - half, foot));
                canvas.Rectangle(x - half, top + 0.42 * height, x + half, top + 0.52 * height, Dark);
                break;
            case ObjectKind.Cone:
                canvas.Outlined(color, (x, top), (x + half + 1, foot), (x - half - 1, foot));
                break;
            case ObjectKind.Cup:
                canvas.OutlinedEllipse(x + half, top + 0.5 * height, 6, 6, Dark);
                canvas.OutlinedEllipse(x + half, top + 0.5 * height, 2.5, 2.5, color);
                canvas.Outlined(
                    color,
                    (x - half, top + 4),
                    (x + half, top + 4),
                    (x + 0.55 * half, foot),
                    (x - 0.55 * half, foot)
                );
                canvas.Ellipse(x, top + 5, half - 1, 3, Dark);
                break;
            case ObjectKind.Person:
                canvas.OutlinedEllipse(x, top + 5, 5, 5, Skin);
                canvas.Outlined(color, (x - 10, top + 11), (x + 10, top + 11), (x + 7, foot - 7), (x - 7, foot - 7));
                canvas.Rectangle(x - 6, foot - 7, x - 1.5, foot, Dark);
                canvas.Rectangle(x + 1.5, foot - 7, x + 6, foot, Dark);
                break;
            case ObjectKind.House:
                canvas.Outlined(
                    color,
                    (x - half, top + 0.45 * height),
                    (x + half, top + 0.45 * height),
                    (x + half, foot),
                    (x - half, foot)
                );
                canvas.Outlined(Wood, (x, top - 1), (x + half + 4, top + 0.45 * height), (x - half - 4, top + 0.45 * height));
                canvas.Rectangle(x - 3, foot - 10, x + 3, foot, Dark);
                break;
            case ObjectKind.Tree:
                canvas.Rectangle(x - 3, foot - 12, x + 3, foot, Wood);
                canvas.OutlinedEllipse(x, top + 11, 12, 12, Leaf);
                break;
            case ObjectKind.Knife:
                canvas.Outlined(Steel, (x, top), (x + 5, top + 9), (x + 5, foot - 11), (x - 4, foot - 11), (x - 4, top + 6));
                canvas.Outlined(Wood, (x - 5, foot - 11), (x + 6, foot - 11), (x + 6, foot), (x - 5, foot));
                break;
            default:
                canvas.Polygon(
                    (240, 80, 10),
                    (x, top),
                    (x + 8, foot - 0.55 * height),
                    (x + 12, foot - 6),
                    (x + 6, foot),
                    (x - 6, foot),
                    (x - 12, foot - 6),
                    (x - 6, foot - 0.6 * height)
                );
                canvas.Polygon((255, 226, 60), (x, foot - 0.55 * height), (x + 6, foot - 5), (x, foot - 1), (x - 6, foot - 5));
                break;
        }

        canvas.FlipAbout = null;
    }
}
