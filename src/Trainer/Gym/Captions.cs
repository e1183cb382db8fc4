namespace Trainer.Gym;

/// <summary>Writes captions: true ones, and false ones that differ from a true one by a minimal edit.</summary>
internal static class Captions
{
    /// <summary>A caption that is true of the scene.</summary>
    public static Caption True(Scene scene, ref GymRandom random)
    {
        int[] filled = [.. Enumerable.Range(0, 3).Where(i => scene.Slots[i] is not null)];
        if (filled.Length > 1 && random.Chance(0.5))
        {
            int left = random.Below(filled.Length - 1);
            int right = random.Integer(left + 1, filled.Length - 1);
            return new Caption.Relation(Plain(scene.Slots[filled[left]]!), Plain(scene.Slots[filled[right]]!));
        }

        var item = Plain(scene.Slots[random.Pick(filled)]!);
        return random.Below(3) switch
        {
            0 => new Caption.Thing(item),
            1 => new Caption.Count(filled.Length),
            _ => new Caption.ThingAt(item, scene.Indoor),
        };
    }

    /// <summary>A caption that is false of the scene: a true one with one detail changed, checked to be false.</summary>
    public static Caption False(Scene scene, ref GymRandom random)
    {
        while (true)
        {
            var edited = Edit(True(scene, ref random), ref random);
            if (!edited.IsTrue(scene))
            {
                return edited;
            }
        }
    }

    private static Caption Edit(Caption caption, ref GymRandom random) =>
        caption switch
        {
            Caption.Thing thing => new Caption.Thing(Edit(thing.Item, ref random)),
            Caption.Count count => new Caption.Count((count.Number - 1 + random.Integer(1, 2)) % 3 + 1),
            Caption.ThingAt at when random.Chance(0.5) => at with { Indoor = !at.Indoor },
            Caption.ThingAt at => at with { Item = Edit(at.Item, ref random) },
            Caption.Relation relation => random.Below(4) switch
            {
                0 or 1 => new Caption.Relation(relation.Right, relation.Left),
                2 => relation with { Left = Edit(relation.Left, ref random) },
                _ => relation with { Right = Edit(relation.Right, ref random) },
            },
            _ => throw new NotSupportedException(),
        };

    private static SceneObject Edit(SceneObject item, ref GymRandom random)
    {
        if (item.Color.Length > 0 && random.Chance(0.6))
        {
            return item with { Color = Other(Palette.ObjectColors, item.Color, ref random) };
        }

        var kind = Other(Enum.GetValues<ObjectKind>(), item.Kind, ref random);
        string color =
            !SceneObject.HasColor(kind) ? ""
            : item.Color.Length > 0 ? item.Color
            : random.Pick(Palette.ObjectColors);
        return new SceneObject(kind, color, ObjectState.Ok);
    }

    private static T Other<T>(IReadOnlyList<T> items, T not, ref GymRandom random)
    {
        T other;
        do
        {
            other = random.Pick(items);
        } while (EqualityComparer<T>.Default.Equals(other, not));
        return other;
    }

    // Captions name what a thing is, never how it stands.
    private static SceneObject Plain(SceneObject item) => item with { State = ObjectState.Ok };
}
