namespace JudgeApi.Retraining;

/// <summary>The served version, on which a run is trained and against which it is held.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Digest">Of its weights.</param>
/// <param name="Folder">Absolute.</param>
internal sealed record BaseModel(string Version, string Digest, string Folder);
