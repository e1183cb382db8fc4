using System.Text.Json.Nodes;
using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Engine;

/// <summary>A model of a family whose sizes are drawn from a seed, with weights in which every number matters, and prompts for it.</summary>
internal sealed class DrawnModel : IDisposable
{
    private const int Written = 5;
    private const int Special = 4; // token ids at the end of the vocabulary: picture, film, begin and end of vision

    private readonly Random random;

    public DrawnModel(int seed, ComputePolicy policy)
    {
        random = new Random(seed);
        string family = Pick("qwen3_vl", "qwen3_vl", "qwen3_vl_moe", "qwen2_5_vl");
        Config = Draw(family).ToJsonString();
        Model = new QwenVl(ModelConfig.Parse(Config), policy);
        int widest = Math.Max(Model.Config.Text.HiddenSize, Model.Config.Vision.HiddenSize);
        ModelInitializer.Initialise(Model, seed, 1.4 / Math.Sqrt(widest), 0.5); // larger ones blow roundings up
        Model.eval();
        using var guard = no_grad();
        using var generator = new torch.Generator((ulong)seed);
        foreach (var (_, vector) in Model.named_parameters().Where(p => p.parameter.dim() == 1))
        {
            using var scope = NewDisposeScope();
            vector.add_(randn(vector.shape, device: CPU, generator: generator).Times(0.2).to_type(vector.dtype));
        }
    }

    public string Config { get; }

    public JudgeModel Model { get; }

    private int Vocabulary => Model.Config.Text.VocabSize;

    // Pictures of drawn sizes between text tokens.
    private EnginePrompt Prompt(int tokens, int pictures)
    {
        var vision = Model.Config.Vision;
        List<int> ids = [];
        List<(PreparedImage, int)> placed = [];
        for (int part = 0; part <= pictures; part++)
        {
            ids.AddRange(Enumerable.Range(0, 1 + tokens / (pictures + 1)).Select(_ => random.Next(Vocabulary - Special)));
            if (part == pictures)
            {
                break;
            }

            var grid = new ImageGrid(1, vision.MergeSize * random.Next(1, 6), vision.MergeSize * random.Next(1, 6));
            float[] patches = [.. Enumerable.Range(0, grid.Count * vision.PatchDim).Select(_ => random.NextSingle() * 2 - 1)];
            int rows = grid.Count / (vision.MergeSize * vision.MergeSize);
            ids.Add(Model.Config.VisionStartTokenId);
            placed.Add((new PreparedImage(patches, grid, rows, $"{random.NextInt64()}"), ids.Count));
            ids.AddRange(Enumerable.Repeat(Model.Config.ImageTokenId, rows));
            ids.Add(Model.Config.VisionEndTokenId);
        }

        var positions = MropePositions.Of(
            ids,
            [.. placed.Select(p => (1, p.Item1.Grid.Height, p.Item1.Grid.Width))],
            Model.Config
        );
        return new EnginePrompt([.. ids], positions.Rows, ids.Count + positions.Delta, placed, 0);
    }

    // Of one to three tokens.
    private LabelTree Labels() =>
        new([
            [1],
            [2, random.Next(10)],
            [3, 4, random.Next(10)],
            [3, 5, random.Next(10)],
        ]);

    /// <summary>Verdicts and texts side by side, prompts with pictures and without, cut into chunks or whole.</summary>
    public List<Sequence> Answers(int seed)
    {
        var shape = KeyValueShape.Of(Model);
        var options = new EngineOptions
        {
            MaxTokens = 256,
            MaxSequences = 3,
            StepTokens = seed % 2 == 0 ? 4096 : 16 + seed % 7,
            ChunkTokens = 16,
        };
        using var generator = new JudgeCore.Engine.Generator(Model, shape, shape.Fit(options, 512));
        var labels = Labels();
        HashSet<int> noEnd = [];
        List<Sequence> sequences =
        [
            .. Enumerable
                .Range(0, 6)
                .Select(i => new Sequence(
                    Prompt(3 + 7 * i, (seed + i) % 3),
                    i % 2 == 0 ? new Goal.Score(labels) : new Goal.Write(noEnd, Written, null)
                )),
        ];
        generator.Run(sequences);
        return sequences;
    }

    public void Dispose() => Model.Dispose();

    private JsonObject Draw(string family)
    {
        bool second = family == "qwen2_5_vl";
        var (kvHeads, groups) = (random.Next(1, 4), random.Next(1, 5));
        int headDim = second ? Pick(8, 16, 20) : Pick(8, 10, 16, 24, 48, 64);
        int half = headDim / 2;
        int spread = random.Next(1, half / 3 + 1);
        int hidden = second ? kvHeads * groups * headDim : Pick(16, 24, 32, 40, 48, 80);
        int layers = random.Next(1, 5);
        int vocabulary = random.Next(64, 140);
        var rope = new JsonObject { ["mrope_section"] = new JsonArray(half - 2 * spread, spread, spread) };
        rope[second ? "type" : "rope_type"] = second ? "mrope" : "default";
        var text = new JsonObject
        {
            ["model_type"] = $"{family}_text",
            ["vocab_size"] = vocabulary,
            ["hidden_size"] = hidden,
            ["intermediate_size"] = Pick(16, 24, 40, 48, 96),
            ["num_hidden_layers"] = layers,
            ["num_attention_heads"] = kvHeads * groups,
            ["num_key_value_heads"] = kvHeads,
            ["rms_norm_eps"] = 1e-6,
            ["rope_theta"] = Pick(1000.0, 1e6),
            ["max_position_embeddings"] = 512,
            ["rope_scaling"] = rope,
        };
        if (!second)
        {
            rope["mrope_interleaved"] = true;
            text["head_dim"] = headDim;
        }

        if (family == "qwen3_vl_moe")
        {
            text["num_experts"] = random.Next(2, 6);
            text["num_experts_per_tok"] = random.Next(1, 3);
            text["moe_intermediate_size"] = Pick(8, 12, 20);
            text["norm_topk_prob"] = true;
            text["mlp_only_layers"] = random.Next(2) == 0 ? [] : new JsonArray(0);
        }

        var (depth, patch, merge) = (random.Next(1, 5), Pick(2, 4, 6), random.Next(1, 4));
        int heads = random.Next(1, 4);
        var vision = new JsonObject
        {
            ["hidden_size"] = heads * Pick(4, 8, 16, 20, 36, 64),
            ["intermediate_size"] = Pick(10, 16, 33, 64),
            ["depth"] = depth,
            ["num_heads"] = heads,
            ["out_hidden_size"] = hidden,
            ["patch_size"] = patch,
            ["spatial_merge_size"] = merge,
            ["temporal_patch_size"] = random.Next(1, 3),
            ["hidden_act"] = second ? "silu" : "gelu_pytorch_tanh",
        };
        int[] chosen = [.. Enumerable.Range(0, depth).Where(_ => random.Next(2) == 0).Take(layers)];
        vision[second ? "fullatt_block_indexes" : "deepstack_visual_indexes"] = new JsonArray([
            .. chosen.Select(layer => (JsonNode)layer),
        ]);
        if (second)
        {
            vision["window_size"] = patch * merge * random.Next(1, 4);
        }
        else
        {
            vision["num_position_embeddings"] = (int)Math.Pow(random.Next(2, 7), 2);
        }

        return new JsonObject
        {
            ["model_type"] = family,
            ["image_token_id"] = vocabulary - 1,
            ["video_token_id"] = vocabulary - 2,
            ["vision_start_token_id"] = vocabulary - 3,
            ["vision_end_token_id"] = vocabulary - 4,
            ["tie_word_embeddings"] = random.Next(2) == 0,
            ["text_config"] = text,
            ["vision_config"] = vision,
        };
    }

    private T Pick<T>(params T[] among) => among[random.Next(among.Length)];
}
