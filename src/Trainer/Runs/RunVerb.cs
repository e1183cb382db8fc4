namespace Trainer.Runs;

/// <summary>What a run does.</summary>
internal enum RunVerb
{
    /// <summary>Supervised tuning on labels, with or without reasons.</summary>
    Sft,

    /// <summary>Group-relative policy optimisation.</summary>
    Grpo,
}
