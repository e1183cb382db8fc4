namespace Trainer.Gym;

/// <summary>Draws scenes: about half of them are wrong in each of the ways that the tasks ask for.</summary>
internal static class SceneSampler
{
    private static readonly DistortionKind[] Distortions =
    [
        .. Enum.GetValues<DistortionKind>().Where(kind => kind != DistortionKind.None),
    ];

    private static readonly ObjectKind[] Common =
    [
        ObjectKind.Ball,
        ObjectKind.Box,
        ObjectKind.Cone,
        ObjectKind.Cup,
        ObjectKind.House,
        ObjectKind.Tree,
    ];

    /// <param name="random">Advanced by what the scene needs.</param>
    /// <param name="undistorted">Probability that the scene keeps perfect quality whatever is drawn: easier pictures for early pretraining.</param>
    public static Scene Draw(ref GymRandom random, double undistorted = 0)
    {
        bool indoor = random.Chance(0.5);
        string back = random.Pick(indoor ? Palette.NaturalWall : Palette.NaturalSky);
        string ground = random.Pick(indoor ? Palette.NaturalFloor : Palette.NaturalGround);
        Side light = random.Chance(0.5) ? Side.Left : Side.Right;
        Side shadow = Other(light);
        if (random.Chance(0.45))
        {
            double which = random.Unit();
            back = which < 0.35 ? random.Pick(Palette.OddBack) : back;
            ground = which is >= 0.35 and < 0.62 ? random.Pick(Palette.OddBase) : ground;
            shadow = which >= 0.62 ? light : shadow;
        }

        var slots = Place(ref random, back, ground);
        Misplace(ref random, slots);
        var (kind, severity) = Distort(ref random);
        if (random.Chance(undistorted))
        {
            (kind, severity) = (DistortionKind.None, 0);
        }

        return new Scene(indoor, back, ground, light, shadow, slots, kind, severity, random.RenderSeed());
    }

    public static Side Other(Side side) => side == Side.Left ? Side.Right : Side.Left;

    // One to three objects (1:2:3) in random slots.
    private static SceneObject?[] Place(ref GymRandom random, string back, string ground)
    {
        var slots = new SceneObject?[3];
        int count = random.Below(6) switch
        {
            0 => 1,
            1 or 2 => 2,
            _ => 3,
        };
        int first = random.Below(3);
        int step = random.Chance(0.5) ? 1 : 2;
        for (int i = 0; i < count; i++)
        {
            slots[(first + i * step) % 3] = Thing(ref random, back, ground);
        }

        return slots;
    }

    private static SceneObject Thing(ref GymRandom random, string back, string ground)
    {
        double which = random.Unit();
        var kind =
            which < 0.20 ? ObjectKind.Person
            : which < 0.34 ? ObjectKind.Knife
            : which < 0.46 ? ObjectKind.Flame
            : random.Pick(Common);
        string color = "";
        while (SceneObject.HasColor(kind) && (color.Length == 0 || color == back || color == ground))
        {
            color = random.Pick(Palette.ObjectColors);
        }

        return new SceneObject(kind, color, ObjectState.Ok);
    }

    private static void Misplace(ref GymRandom random, SceneObject?[] slots)
    {
        if (!random.Chance(0.42))
        {
            return;
        }

        int slot;
        do
        {
            slot = random.Below(3);
        } while (slots[slot] is null);
        bool flip = random.Chance(0.5) && SceneObject.CanFlip(slots[slot]!.Kind);
        slots[slot] = slots[slot]! with { State = flip ? ObjectState.UpsideDown : ObjectState.Floating };
    }

    private static (DistortionKind, double) Distort(ref GymRandom random)
    {
        double which = random.Unit();
        return which < 0.42 ? (random.Pick(Distortions), random.Between(0.4, 1))
            : which < 0.62 ? (random.Pick(Distortions), random.Between(0.03, 0.18))
            : (DistortionKind.None, 0);
    }
}
