namespace Trainer.Gym;

/// <summary>A sentence about a scene that is true or false of it.</summary>
internal abstract record Caption
{
    /// <summary>What kind of sentence it is: a prompt family in evaluation.</summary>
    public abstract string Family { get; }

    public abstract string Text { get; }

    public abstract bool IsTrue(Scene scene);

    /// <summary>True when every word of it is found in the scene, in whatever order: what a lazy reader checks.</summary>
    public abstract bool WordsMatch(Scene scene);

    private static string With(string article, string name) => $"{article} {name}";

    private static bool ColorThere(Scene scene, SceneObject thing) =>
        thing.Color.Length == 0 || scene.Objects.Any(item => item.Color == thing.Color);

    private static bool KindThere(Scene scene, SceneObject thing) => scene.Objects.Any(item => item.Kind == thing.Kind);

    private static bool Same(SceneObject? item, SceneObject thing) => item?.Kind == thing.Kind && item.Color == thing.Color;

    private static string Place(bool indoor) => indoor ? "indoors" : "outdoors";

    /// <summary>"a red ball"</summary>
    public sealed record Thing(SceneObject Item) : Caption
    {
        public override string Family => "object";

        public override string Text => With("a", Item.Name);

        public override bool IsTrue(Scene scene) => scene.Objects.Any(item => Same(item, Item));

        public override bool WordsMatch(Scene scene) => ColorThere(scene, Item) && KindThere(scene, Item);
    }

    /// <summary>"a red ball left of a tree"</summary>
    public sealed record Relation(SceneObject Left, SceneObject Right) : Caption
    {
        public override string Family => "relation";

        public override string Text => $"{With("a", Left.Name)} left of {With("a", Right.Name)}";

        public override bool IsTrue(Scene scene) =>
            Enumerable
                .Range(0, 3)
                .Any(i => Same(scene.Slots[i], Left) && Enumerable.Range(i + 1, 2 - i).Any(j => Same(scene.Slots[j], Right)));

        public override bool WordsMatch(Scene scene) =>
            ColorThere(scene, Left) && KindThere(scene, Left) && ColorThere(scene, Right) && KindThere(scene, Right);
    }

    /// <summary>"two objects"</summary>
    public sealed record Count(int Number) : Caption
    {
        private static readonly string[] Words = ["no", "one", "two", "three"];

        public override string Family => "count";

        public override string Text => $"{Words[Number]} object{(Number == 1 ? "" : "s")}";

        public override bool IsTrue(Scene scene) => scene.Objects.Count() == Number;

        public override bool WordsMatch(Scene scene) => scene.Objects.Count() >= Number;
    }

    /// <summary>"a red ball indoors"</summary>
    public sealed record ThingAt(SceneObject Item, bool Indoor) : Caption
    {
        public override string Family => "place";

        public override string Text => $"{With("a", Item.Name)} {Place(Indoor)}";

        public override bool IsTrue(Scene scene) => scene.Indoor == Indoor && scene.Objects.Any(item => Same(item, Item));

        public override bool WordsMatch(Scene scene) => ColorThere(scene, Item) && KindThere(scene, Item);
    }
}
