namespace Trainer.Gym;

internal enum Side
{
    Left,
    Right,
}
