namespace Trainer.Gym;

/// <summary>Whether an object stands as things stand.</summary>
internal enum ObjectState
{
    Ok,
    Floating,
    UpsideDown,
}
