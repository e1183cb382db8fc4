namespace Trainer.Pretraining;

/// <summary>What a row teaches; metrics are kept by kind.</summary>
internal enum RowKind
{
    Attributes,
    Describe,
    Judge,
    Indexed,
    Which,
    JudgePairs,
}
