namespace Trainer.Gym;

/// <summary>Draws a scene: bytes of [64, 64, 3] RGB, the same for the same scene on every machine.</summary>
internal static class SceneRenderer
{
    public static byte[] Render(Scene scene)
    {
        var random = new GymRandom(scene.RenderSeed);
        var canvas = new Canvas();
        double horizon = random.Integer(68, 78);
        canvas.Rectangle(0, 0, Canvas.Size, horizon, Palette.Background(scene.Back));
        canvas.Rectangle(0, horizon, Canvas.Size, Canvas.Size, Palette.Background(scene.Base));
        canvas.Rectangle(
            0,
            horizon - 1,
            Canvas.Size,
            horizon + 1,
            scene.Indoor ? ((byte)70, (byte)60, (byte)55) : ((byte)90, (byte)110, (byte)90)
        );
        DrawLight(canvas, scene, ref random);
        Span<(double X, double Foot, double Height)> places = stackalloc (double, double, double)[3];
        for (int i = 0; i < 3; i++)
        {
            places[i] = (24 + 40 * i + random.Integer(-4, 4), 100 + random.Integer(-4, 8), random.Integer(28, 34));
            if (scene.Slots[i] is not null)
            {
                DrawShadow(canvas, scene.Shadow, places[i].X, places[i].Foot);
            }
        }

        for (int i = 0; i < 3; i++)
        {
            if (scene.Slots[i] is { } item)
            {
                double lift = item.State == ObjectState.Floating ? random.Integer(26, 34) : 0;
                ObjectPainter.Draw(canvas, item, places[i].X, places[i].Foot - lift, places[i].Height);
            }
        }

        byte[] picture = canvas.Down();
        DistortionFilter.Apply(picture, scene.Distortion, scene.Severity, ref random);
        return picture;
    }

    // The sun high in a corner; indoors a hanging lamp, and a window beside it.
    private static void DrawLight(Canvas canvas, Scene scene, ref GymRandom random)
    {
        double Mirror(double x) => scene.Light == Side.Left ? x : Canvas.Size - x;
        double jitter = random.Integer(-3, 3);
        if (!scene.Indoor)
        {
            canvas.Ellipse(Mirror(18 + jitter), 17, 13, 13, (255, 244, 170));
            canvas.Ellipse(Mirror(18 + jitter), 17, 10, 10, (255, 216, 40));
            return;
        }

        canvas.Rectangle(Math.Min(Mirror(30), Mirror(52)), 14, Math.Max(Mirror(30), Mirror(52)), 40, (60, 52, 48));
        canvas.Rectangle(Math.Min(Mirror(32), Mirror(50)), 16, Math.Max(Mirror(32), Mirror(50)), 38, (222, 240, 252));
        double x = Mirror(14 + jitter);
        canvas.Rectangle(x - 1, 0, x + 1, 10, (60, 52, 48));
        canvas.Polygon((255, 216, 40), (x - 5, 9), (x + 5, 9), (x + 11, 22), (x - 11, 22));
    }

    private static void DrawShadow(Canvas canvas, Side side, double x, double foot)
    {
        double reach = side == Side.Left ? -22 : 22;
        canvas.Shade(0.5, (x - 8, foot), (x + 8, foot), (x + 8 + reach, foot + 9), (x - 8 + reach, foot + 9));
    }
}
