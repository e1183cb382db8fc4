namespace Trainer.Gym;

/// <summary>A 128 x 128 drawing surface for filled shapes, averaged down to 64 x 64 at the end.</summary>
internal sealed class Canvas
{
    public const int Size = 2 * Scene.Size;

    private readonly byte[] pixels = new byte[Size * Size * 3];

    /// <summary>Mirrors what follows about a horizontal line: upside-down objects. Null: as given.</summary>
    public double? FlipAbout { get; set; }

    public void Rectangle(double left, double top, double right, double bottom, (byte R, byte G, byte B) color) =>
        Polygon(color, (left, top), (right, top), (right, bottom), (left, bottom));

    /// <summary>Fills a polygon (even-odd rule, pixel centres).</summary>
    public void Polygon((byte R, byte G, byte B) color, params (double X, double Y)[] points)
    {
        if (FlipAbout is { } line)
        {
            points = [.. points.Select(point => (point.X, 2 * line - point.Y))];
        }

        int top = Math.Max(0, (int)Math.Floor(points.Min(point => point.Y)));
        int bottom = Math.Min(Size - 1, (int)Math.Ceiling(points.Max(point => point.Y)));
        Span<double> crossings = stackalloc double[points.Length];
        for (int y = top; y <= bottom; y++)
        {
            int count = 0;
            double centre = y + 0.5;
            for (int i = 0; i < points.Length; i++)
            {
                var (a, b) = (points[i], points[(i + 1) % points.Length]);
                if (a.Y <= centre != b.Y <= centre)
                {
                    crossings[count++] = a.X + (centre - a.Y) / (b.Y - a.Y) * (b.X - a.X);
                }
            }

            crossings[..count].Sort();
            for (int i = 0; i + 1 < count; i += 2)
            {
                Row(y, crossings[i], crossings[i + 1], color);
            }
        }
    }

    public void Ellipse(double x, double y, double radiusX, double radiusY, (byte R, byte G, byte B) color)
    {
        y = FlipAbout is { } line ? 2 * line - y : y;
        for (int row = Math.Max(0, (int)(y - radiusY)); row <= Math.Min(Size - 1, (int)(y + radiusY)); row++)
        {
            double height = (row + 0.5 - y) / radiusY;
            if (height * height < 1)
            {
                double half = radiusX * Math.Sqrt(1 - height * height);
                Row(row, x - half, x + half, color);
            }
        }
    }

    /// <summary>A polygon with a dark outline of two pixels.</summary>
    public void Outlined((byte R, byte G, byte B) color, params (double X, double Y)[] points)
    {
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        Polygon(Outline, [.. points.Select(point => (point.X + 1.6 * Sign(point.X - x), point.Y + 1.6 * Sign(point.Y - y)))]);
        Polygon(color, points);

        static double Sign(double value) => Math.Abs(value) < 0.5 ? 0 : Math.Sign(value);
    }

    public void OutlinedEllipse(double x, double y, double radiusX, double radiusY, (byte R, byte G, byte B) color)
    {
        Ellipse(x, y, radiusX + 1.6, radiusY + 1.6, Outline);
        Ellipse(x, y, radiusX, radiusY, color);
    }

    /// <summary>Multiplies the brightness of a polygon's pixels: shadows.</summary>
    public void Shade(double factor, params (double X, double Y)[] points)
    {
        int top = Math.Max(0, (int)Math.Floor(points.Min(point => point.Y)));
        int bottom = Math.Min(Size - 1, (int)Math.Ceiling(points.Max(point => point.Y)));
        for (int y = top; y <= bottom; y++)
        {
            double low = double.MaxValue;
            double high = double.MinValue;
            for (int i = 0; i < points.Length; i++)
            {
                var (a, b) = (points[i], points[(i + 1) % points.Length]);
                if (a.Y <= y + 0.5 != b.Y <= y + 0.5)
                {
                    double x = a.X + (y + 0.5 - a.Y) / (b.Y - a.Y) * (b.X - a.X);
                    (low, high) = (Math.Min(low, x), Math.Max(high, x));
                }
            }

            for (int x = Math.Max(0, (int)Math.Round(low)); x < Math.Min(Size, (int)Math.Round(high)) && low <= high; x++)
            {
                var pixel = pixels.AsSpan((y * Size + x) * 3, 3);
                (pixel[0], pixel[1], pixel[2]) = (
                    (byte)(pixel[0] * factor),
                    (byte)(pixel[1] * factor),
                    (byte)(pixel[2] * factor)
                );
            }
        }
    }

    /// <summary>The picture at half size: the mean of each 2 x 2 block, bytes of [64, 64, 3].</summary>
    public byte[] Down()
    {
        var small = new byte[Scene.Size * Scene.Size * 3];
        for (int y = 0; y < Scene.Size; y++)
        {
            for (int i = 0; i < Scene.Size * 3; i++)
            {
                int at = (2 * y * Size + 2 * (i / 3)) * 3 + i % 3;
                int sum = pixels[at] + pixels[at + 3] + pixels[at + Size * 3] + pixels[at + Size * 3 + 3];
                small[y * Scene.Size * 3 + i] = (byte)((sum + 2) / 4);
            }
        }

        return small;
    }

    private static readonly (byte R, byte G, byte B) Outline = (34, 30, 36);

    private void Row(int y, double from, double to, (byte R, byte G, byte B) color)
    {
        int first = Math.Max(0, (int)Math.Round(from));
        int last = Math.Min(Size, (int)Math.Round(to));
        for (int at = (y * Size + first) * 3; at < (y * Size + last) * 3; at += 3)
        {
            (pixels[at], pixels[at + 1], pixels[at + 2]) = color;
        }
    }
}
