using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Models;

namespace JudgeCore.Tests.Engine;

/// <summary>A random model of a few thousand weights with outputs that depend on every input, and prompts for it.</summary>
internal sealed class SmallModel : IDisposable
{
    public const int ImageToken = 60;
    public const int Vocabulary = 64;

    public const string Config = """
        {
          "model_type": "qwen3_vl", "image_token_id": 60, "video_token_id": 61, "vision_start_token_id": 62, "vision_end_token_id": 63,
          "tie_word_embeddings": true,
          "text_config": {
            "model_type": "qwen3_vl_text", "vocab_size": 64, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 3,
            "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "rms_norm_eps": 1e-6, "rope_theta": 1000.0,
            "max_position_embeddings": 512, "rope_scaling": { "rope_type": "default", "mrope_section": [2, 1, 1], "mrope_interleaved": true }
          },
          "vision_config": {
            "hidden_size": 24, "intermediate_size": 32, "depth": 2, "num_heads": 3, "out_hidden_size": 32, "patch_size": 4,
            "spatial_merge_size": 2, "temporal_patch_size": 1, "num_position_embeddings": 16, "deepstack_visual_indexes": [0]
          }
        }
        """;

    public SmallModel(int seed = 5, ComputePolicy? policy = null)
        : this(Config, seed, policy ?? ComputePolicy.Fp32Cpu) { }

    /// <param name="config">A config.json.</param>
    /// <param name="seed">Of the weights.</param>
    /// <param name="policy">Their number type.</param>
    public SmallModel(string config, int seed, ComputePolicy policy)
    {
        Model = new QwenVl(ModelConfig.Parse(config), policy);
        ModelInitializer.Initialise(Model, seed, 0.25, 0.5);
        Model.eval();
    }

    public JudgeModel Model { get; }

    public Generator Generator(EngineOptions? options = null)
    {
        var shape = KeyValueShape.Of(Model);
        return new Generator(Model, shape, shape.Fit(options ?? new EngineOptions { MaxTokens = 128 }, 512));
    }

    /// <summary>Random text around images of 4 x 4 or 6 x 2 patches; the same seed gives the same prompt.</summary>
    public EnginePrompt Prompt(int seed, int tokens = 12, int images = 1, int sharedPrefix = 0)
    {
        var random = new Random(seed);
        List<int> ids = [.. Enumerable.Range(0, tokens).Select(i => i < sharedPrefix ? (i * 7 + 3) % 50 : random.Next(0, 50))];
        List<(PreparedImage, int)> placed = [];
        for (int i = 0; i < images; i++)
        {
            var grid = (seed + i) % 2 == 0 ? new ImageGrid(1, 4, 4) : new ImageGrid(1, 6, 2);
            float[] patches = [.. Enumerable.Range(0, grid.Count * 48).Select(_ => (float)(random.NextDouble() * 2 - 1))];
            ids.Add(62);
            placed.Add((new PreparedImage(patches, grid, grid.Count / 4, $"{seed}/{i}"), ids.Count));
            ids.AddRange(Enumerable.Repeat(ImageToken, grid.Count / 4));
            ids.Add(63);
            ids.Add(random.Next(0, 50));
        }

        var positions = MropePositions.Of(
            ids,
            [.. placed.Select(p => (1, p.Item1.Grid.Height, p.Item1.Grid.Width))],
            Model.Config
        );
        return new EnginePrompt([.. ids], positions.Rows, ids.Count + positions.Delta, placed, sharedPrefix);
    }

    public void Dispose() => Model.Dispose();
}
