using JudgeCore.Images;
using JudgeCore.Models;
using JudgeCore.Tasks;
using JudgeCore.Tokens;
using Trainer.Pretraining;
using Trainer.Tokenizer;

namespace Trainer.Tests.Pretraining;

/// <summary>The smallest model that can see gym pictures, untrained, with a tokenizer of the gym's words.</summary>
internal sealed class TinyRun : IDisposable
{
    public static readonly TinyShape Shape = new()
    {
        Hidden = 32,
        Intermediate = 48,
        Layers = 2,
        Heads = 2,
        KvHeads = 1,
        VisionHidden = 24,
        VisionIntermediate = 32,
        VisionLayers = 3,
        VisionHeads = 2,
        Vocabulary = 512,
    };

    private readonly TemporaryFolder folder = new();

    public TinyRun(int seed = 1)
    {
        BpeTrainer.Train(folder.File("tokenizer.json"), GymCorpus.Texts(seed, 60), Shape.Vocabulary);
        Shape.Write(folder.Path);
        var config = ModelConfig.Parse(File.ReadAllText(folder.File("config.json")));
        Model = new QwenVl(config, ComputePolicy.Fp32Cpu);
        ModelInitializer.Initialise(Model, seed, 0.1, 0.5);
        Tokenizer = new JudgeTokenizer(folder.File("tokenizer.json"));
        Prompts = new PromptRenderer(new ChatFormat(Tokenizer, config), new AnswerFormat(Tokenizer));
        Images = new GymImages(ImageProcessorConfig.Load(folder.Path));
    }

    public string Folder => folder.Path;

    public JudgeModel Model { get; }

    public JudgeTokenizer Tokenizer { get; }

    public PromptRenderer Prompts { get; }

    public GymImages Images { get; }

    public void Dispose()
    {
        Model.Dispose();
        folder.Dispose();
    }
}
