namespace Trainer.Gym;

/// <summary>Questions that teach seeing: attributes, descriptions, and which of two pictures something is true of.</summary>
internal static class GymQuestions
{
    /// <summary>A question about one attribute of a scene.</summary>
    public static (string Question, string Answer) Attribute(Scene scene, ref GymRandom random)
    {
        int slot = random.Below(3);
        string name = Scene.SlotNames[slot];
        var item = scene.Slots[slot];
        switch (random.Below(12))
        {
            case 0 or 1 or 2:
                return (random.Chance(0.5) ? $"what is at {name}?" : $"which object is at {name}?", item?.Name ?? "none");
            case 3:
                return (
                    random.Chance(0.5)
                        ? $"what colour is the {SceneTruth.BackWord(scene)}?"
                        : $"colour of the {SceneTruth.BackWord(scene)}?",
                    scene.Back
                );
            case 4:
                return (
                    random.Chance(0.5)
                        ? $"what colour is the {SceneTruth.BaseWord(scene)}?"
                        : $"colour of the {SceneTruth.BaseWord(scene)}?",
                    scene.Base
                );
            case 5:
                return (random.Chance(0.5) ? "where is the light?" : "light at which side?", SceneTruth.Word(scene.Light));
            case 6:
                return (random.Chance(0.5) ? "where is the shadow?" : "shadow at which side?", SceneTruth.Word(scene.Shadow));
            case 7:
                return (random.Chance(0.5) ? "how many objects?" : "number of objects?", Number(scene.Objects.Count()));
            case 8:
                return (random.Chance(0.5) ? "which distortion?" : "how is the quality?", SceneTruth.Quality(scene));
            case 9:
                return (random.Chance(0.5) ? $"how is the object at {name}?" : $"state at {name}?", item?.StateWord ?? "none");
            case 10:
                return ("indoor or outdoor?", SceneTruth.PlaceWord(scene));
            default:
                var caption = random.Chance(0.5) ? Captions.True(scene, ref random) : Captions.False(scene, ref random);
                return ($"is there {caption.Text}?", SceneTruth.YesNo(caption.IsTrue(scene)));
        }
    }

    /// <summary>Everything of a scene in one line.</summary>
    public static (string Question, string Answer) Describe(Scene scene, ref GymRandom random)
    {
        switch (random.Below(4))
        {
            case 0:
                return ("describe the objects.", $"{SceneTruth.PlaceWord(scene)} {SceneTruth.Slots(scene, item => item.Name)}");
            case 1:
                return ("describe the light.", SceneTruth.Rationale(JudgeCore.Tasks.BuiltInTasks.Naturalness, scene, null));
            case 2:
                return ("describe the states.", SceneTruth.Slots(scene, item => item.StateWord));
            default:
                string objects = SceneTruth.Slots(
                    scene,
                    item => item.State == ObjectState.Ok ? item.Name : $"{item.Name} {item.StateWord}"
                );
                string light = SceneTruth.Rationale(JudgeCore.Tasks.BuiltInTasks.Naturalness, scene, null);
                return ("describe.", $"{SceneTruth.PlaceWord(scene)} {light} {objects} {SceneTruth.Quality(scene)}");
        }
    }

    /// <summary>An attribute question that names one of two pictures: it binds "first" and "second" to the pictures.</summary>
    public static (string Question, string Answer) Indexed(Scene first, Scene second, ref GymRandom random)
    {
        bool one = random.Chance(0.5);
        var scene = one ? first : second;
        var (question, answer) = random.Chance(0.15) ? Describe(scene, ref random) : Attribute(scene, ref random);
        return ($"{(one ? "first" : "second")} image: {question}", answer);
    }

    /// <summary>Which of two pictures a plain property holds for; the two differ in it.</summary>
    public static (string Question, string Answer) Which(Scene first, Scene second, ref GymRandom random)
    {
        for (int attempt = 0; attempt < 40; attempt++)
        {
            var (question, a, b) = Property(first, second, ref random);
            if (a != b)
            {
                return ($"which image {question}?", a > b ? "first" : "second");
            }
        }

        return Indexed(first, second, ref random);
    }

    private static (string Question, int First, int Second) Property(Scene first, Scene second, ref GymRandom random)
    {
        var model = random.Chance(0.5) ? first : second;
        switch (random.Below(10))
        {
            case 0:
                return ("has more objects", first.Objects.Count(), second.Objects.Count());
            case 1 or 2:
                var caption = Captions.True(model, ref random);
                return ($"shows {caption.Text}", Truth(caption.IsTrue(first)), Truth(caption.IsTrue(second)));
            case 3:
                return ("is indoor", Truth(first.Indoor), Truth(second.Indoor));
            case 4:
                return ("is outdoor", Truth(!first.Indoor), Truth(!second.Indoor));
            case 5:
                string quality = SceneTruth.Quality(model);
                return (
                    $"has {quality}",
                    Truth(SceneTruth.Quality(first) == quality),
                    Truth(SceneTruth.Quality(second) == quality)
                );
            case 6:
                return ("has a floating object", Holds(ObjectState.Floating, first), Holds(ObjectState.Floating, second));
            case 7:
                return ("has an upside down object", Holds(ObjectState.UpsideDown, first), Holds(ObjectState.UpsideDown, second));
            case 8:
                Side light = random.Chance(0.5) ? Side.Left : Side.Right;
                return ($"has light at {SceneTruth.Word(light)}", Truth(first.Light == light), Truth(second.Light == light));
            default:
                Side shadow = random.Chance(0.5) ? Side.Left : Side.Right;
                return (
                    $"has shadow at {SceneTruth.Word(shadow)}",
                    Truth(first.Shadow == shadow),
                    Truth(second.Shadow == shadow)
                );
        }
    }

    private static int Holds(ObjectState state, Scene scene) => Truth(scene.Objects.Any(item => item.State == state));

    private static int Truth(bool value) => value ? 1 : 0;

    private static string Number(int count) =>
        count switch
        {
            1 => "one",
            2 => "two",
            _ => "three",
        };
}
