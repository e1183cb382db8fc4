using JudgeCore.Checkpoints;
using JudgeCore.Images;
using JudgeCore.Models;
using JudgeCore.Tasks;
using JudgeCore.Tokens;
using JudgeCore.Verdicts;
using static TorchSharp.torch;

namespace JudgeCore.Engine;

/// <summary>Everything that answers depend on, loaded from one checkpoint folder and never changed: its weights are mapped files, and memory that it may share with other snapshots.</summary>
internal sealed class Snapshot : IDisposable
{
    private Snapshot(ModelIdentity identity, JudgeCard card, JudgeModel model, ImageProcessor images, PromptRenderer prompts) =>
        (Identity, Card, Model, Images, Prompts) = (identity, card, model, images, prompts);

    public ModelIdentity Identity { get; }

    public JudgeCard Card { get; }

    public JudgeModel Model { get; }

    public ImageProcessor Images { get; }

    public PromptRenderer Prompts { get; }

    /// <param name="path">The checkpoint folder.</param>
    /// <param name="precision">Number type.</param>
    /// <param name="device">The processor, or a GPU, which gets weights of its own.</param>
    /// <param name="version">Name of the version; null: the folder's own.</param>
    /// <param name="earlier">A snapshot whose memory is shared where weights are equal; either may be freed first. Null: none.</param>
    /// <exception cref="CheckpointException">Files are missing or damaged, or weights do not fit the configuration.</exception>
    /// <exception cref="UnsupportedConfigException">A configuration asks for something unsupported.</exception>
    /// <exception cref="TokenizerException">The tokenizer is malformed, unsupported, or not this model's.</exception>
    public static Snapshot Load(
        string path,
        ModelPrecision precision,
        ComputeDevice device,
        string? version = null,
        Snapshot? earlier = null
    )
    {
        var folder = CheckpointFolder.Open(path);
        if (precision == ModelPrecision.Int8 && device.Gpu is not null)
        {
            throw new CheckpointException("eight bits are for the processor: on a GPU the precision is Float32 or BFloat16");
        }

        var policy = new ComputePolicy(
            precision == ModelPrecision.Float32 ? ScalarType.Float32 : ScalarType.BFloat16,
            device.Open()
        );
        var model = device.Gpu is null
            ? ModelLoader.Lend(folder.Path, policy, earlier?.Model)
            : ModelLoader.Load(folder.Path, policy);
        try
        {
            if (precision == ModelPrecision.Int8)
            {
                Int8Weights.Apply(model, earlier?.Model);
            }

            var processor = ImageProcessorConfig.Load(folder.Path);
            var (patch, merge, frames) = (
                model.Config.Vision.PatchSize,
                model.Config.Vision.MergeSize,
                model.Config.Vision.TemporalPatchSize
            );
            if ((processor.PatchSize, processor.MergeSize, processor.TemporalPatchSize) != (patch, merge, frames))
            {
                throw new CheckpointException(
                    $"{ImageProcessorConfig.FileName} has patch, merge and temporal sizes {processor.PatchSize}, {processor.MergeSize}, {processor.TemporalPatchSize}; config.json has {patch}, {merge}, {frames}"
                );
            }

            var tokenizer = new JudgeTokenizer(folder.Require(CheckpointFolder.TokenizerFile));
            var prompts = new PromptRenderer(new ChatFormat(tokenizer, model.Config), new AnswerFormat(tokenizer));
            var identity = new ModelIdentity(version ?? folder.Card.Version, folder.Digest());
            return new Snapshot(identity, folder.Card, model, new ImageProcessor(processor), prompts);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void Dispose() => Model.Dispose();
}
