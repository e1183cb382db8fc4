using SkiaSharp;
using Trainer.Gym;

namespace Trainer.Tests.Gym;

public class ContactSheetTests
{
    [Fact]
    public void Pictures_stand_in_rows_with_text_below_each()
    {
        var sheet = new ContactSheet(columns: 3, enlarge: 2);
        for (int i = 0; i < 5; i++)
        {
            sheet.Add(Drawn.Scene(i));
        }

        using var bitmap = SKBitmap.Decode(sheet.Render());

        byte[] first = SceneRenderer.Render(Drawn.Scene(0));
        Assert.Equal(new SKColor(first[0], first[1], first[2]), bitmap.GetPixel(8, 8));
        Assert.Equal(new SKColor(first[0], first[1], first[2]), bitmap.GetPixel(9, 9));
        Assert.True(bitmap.Width > 3 * 128);
        Assert.Contains(
            Enumerable.Range(0, 128),
            x => Enumerable.Range(8 + 128, 40).Any(y => bitmap.GetPixel(8 + x, y) == new SKColor(24, 24, 28))
        );
    }

    [Fact]
    public void A_pair_shows_both_pictures()
    {
        var sheet = new ContactSheet(columns: 1, enlarge: 1);
        var item = Drawn.Item("pairwise-alignment", 0);
        sheet.Add(item);

        using var bitmap = SKBitmap.Decode(sheet.Render());

        byte[] second = SceneRenderer.Render(item.Scenes[1]);
        Assert.Equal(new SKColor(second[0], second[1], second[2]), bitmap.GetPixel(8 + 64 + 8, 8));
    }

    [Fact]
    public void The_font_has_a_glyph_for_all_that_the_gym_says()
    {
        foreach (string task in GymTasks.All)
        {
            Assert.All(
                Drawn.Items(task, 50),
                item => Assert.True(PixelFont.Covers($"{task} \"{item.Text}\" = {item.Label} {item.Rationale}"))
            );
        }

        Assert.False(PixelFont.Covers("\u00e4"));
    }

    [Fact]
    public void Long_lines_break_at_words()
    {
        Assert.Equal(["a red", "ball", "left", "abcde", "fg"], PixelFont.Wrap("a red ball left abcdefg", 5));
    }
}
