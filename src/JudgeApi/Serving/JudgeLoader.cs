using JudgeCore.Verdicts;

namespace JudgeApi.Serving;

/// <summary>Makes a judge of a checkpoint folder. The service's own loads it into this process; tests put a scripted one in its place.</summary>
/// <param name="checkpoint">Absolute path of the folder.</param>
/// <param name="version">Its name in verdicts; null: the folder's own.</param>
/// <param name="cancellationToken">Gives up loading.</param>
/// <exception cref="ModelLoadException">The folder cannot be served; the message says why.</exception>
internal delegate Task<IJudge> JudgeLoader(string checkpoint, string? version, CancellationToken cancellationToken);
