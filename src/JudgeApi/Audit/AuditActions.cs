namespace JudgeApi.Audit;

/// <summary>Names of actions in the audit log; they never change their meaning.</summary>
internal static class AuditActions
{
    public const string ModelRegistered = "model.registered";
    public const string ModelPromoted = "model.promoted";
    public const string ModelRolledBack = "model.rolled_back";
    public const string ModelRejected = "model.rejected";
    public const string ModelPinned = "model.pinned";
    public const string ModelUnpinned = "model.unpinned";
    public const string ModelCollected = "model.collected";
    public const string TrainingStarted = "training.started";
    public const string TrainingCancelled = "training.cancelled";
    public const string KeyCreated = "key.created";
    public const string KeyRevoked = "key.revoked";
    public const string TaskEdited = "task.edited";
    public const string CalibrationFitted = "calibration.fitted";
    public const string RatingsImported = "ratings.imported";
}
