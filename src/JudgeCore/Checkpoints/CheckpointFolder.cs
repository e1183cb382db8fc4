using JudgeCore.Verdicts;

namespace JudgeCore.Checkpoints;

/// <summary>
/// A checkpoint folder in Hugging Face form: config.json and weights, and where they exist generation_config.json, tokenizer.json,
/// preprocessor_config.json, README.md and this product's judge.json; beside them a PEFT adapter that belongs to the weights. Folders are immutable: a changed checkpoint is a new folder.
/// </summary>
public sealed class CheckpointFolder
{
    public const string ConfigFile = "config.json";
    public const string GenerationConfigFile = "generation_config.json";
    public const string TokenizerFile = "tokenizer.json";
    public const string PreprocessorFile = "preprocessor_config.json";
    public const string ReadmeFile = "README.md";

    private static readonly string[] Companions =
    [
        GenerationConfigFile,
        TokenizerFile,
        "tokenizer_config.json",
        "chat_template.jinja",
        "chat_template.json",
        PreprocessorFile,
    ];

    private CheckpointFolder(string path, JudgeCard card) => (Path, Card) = (path, card);

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>What the product recorded about these weights, or the defaults.</summary>
    public JudgeCard Card { get; }

    /// <summary>Checks that the folder has a configuration and weights, and reads its card. Weights are not opened.</summary>
    /// <exception cref="CheckpointException">The folder or one of these is missing, or the card or index is malformed.</exception>
    public static CheckpointFolder Open(string path)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (!Directory.Exists(full))
        {
            throw CheckpointException.About(full, "does not exist");
        }

        var folder = new CheckpointFolder(full, JudgeCard.Read(full));
        List<string> needed = [folder.PathOf(ConfigFile), .. CheckpointWeights.FilesOf(full)];
        return needed.Find(file => !File.Exists(file)) is { } missing
            ? throw CheckpointException.About(missing, "does not exist")
            : folder;
    }

    /// <summary>The path of a file in this folder, whether or not it exists.</summary>
    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    /// <summary>The path of a file that a caller cannot do without.</summary>
    /// <exception cref="CheckpointException">The folder has no such file.</exception>
    public string Require(string file) =>
        File.Exists(PathOf(file)) ? PathOf(file) : throw CheckpointException.About(PathOf(file), "does not exist");

    /// <summary>SHA-256 over weights, configuration, tokenizer, preprocessor and adapter, 64 lower-case hexadecimal digits; reads every byte.</summary>
    /// <exception cref="CheckpointException">A file cannot be read.</exception>
    public string Digest(CancellationToken cancellation = default) => CheckpointDigest.Of(Path, cancellation);

    /// <summary>The version's name and digest; reads every byte.</summary>
    public ModelIdentity Identify(CancellationToken cancellation = default) => new(Card.Version, Digest(cancellation));

    /// <summary>The files beside configuration and weights that a checkpoint trained from this one needs too.</summary>
    internal IEnumerable<string> CompanionFiles() => Companions.Select(PathOf).Where(File.Exists);

    internal CheckpointWeights OpenWeights() => new(Path);
}
