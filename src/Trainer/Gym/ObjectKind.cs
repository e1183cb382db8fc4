namespace Trainer.Gym;

/// <summary>What can stand in a scene. Tree, knife and flame have one look, the others come in colours.</summary>
internal enum ObjectKind
{
    Ball,
    Box,
    Cone,
    Cup,
    Person,
    House,
    Tree,
    Knife,
    Flame,
}
