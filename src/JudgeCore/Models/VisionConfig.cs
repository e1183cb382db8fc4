namespace JudgeCore.Models;

/// <summary>The vision tower as config.json describes it.</summary>
internal sealed record VisionConfig(
    int Depth,
    int HiddenSize,
    int IntermediateSize,
    int Heads,
    int OutHiddenSize,
    int Channels,
    int PatchSize,
    int TemporalPatchSize,
    int MergeSize,
    int PositionEmbeddings,
    int[] DeepstackLayers,
    int WindowSize,
    int[] FullAttentionLayers
)
{
    public int HeadDim => HiddenSize / Heads;

    /// <summary>Numbers in one flattened patch: channels x temporal x patch x patch.</summary>
    public int PatchDim => Channels * TemporalPatchSize * PatchSize * PatchSize;

    public static VisionConfig Read(ConfigSection vision, ModelFamily family, int textHidden, int textLayers)
    {
        bool second = family == ModelFamily.Qwen25Vl;
        vision.OneOf("hidden_act", second ? "silu" : "gelu_pytorch_tanh");
        int hidden = vision.Int("hidden_size");
        int heads = vision.Int("num_heads");
        if (hidden % heads != 0 || hidden / heads % 4 != 0)
        {
            throw vision.Refuse("num_heads", $"{heads}: hidden_size {hidden} divided by it must be a multiple of 4");
        }

        int outHidden = vision.Int("out_hidden_size");
        if (outHidden != textHidden)
        {
            throw vision.Refuse("out_hidden_size", $"{outHidden} must equal text_config.hidden_size {textHidden}");
        }

        int depth = vision.Int("depth");
        int positions = second ? 0 : vision.Int("num_position_embeddings");
        if (!second && (int)Math.Sqrt(positions) is var side && side * side != positions)
        {
            throw vision.Refuse("num_position_embeddings", $"{positions} must be a square");
        }

        int patch = vision.Int("patch_size");
        int merge = vision.Int("spatial_merge_size", 2);
        int window = second ? vision.Int("window_size") : 0;
        if (second && window < patch * merge)
        {
            throw vision.Refuse("window_size", $"{window} is less than one merge block of {patch * merge} pixels");
        }

        return new VisionConfig(
            depth,
            hidden,
            vision.Int("intermediate_size"),
            heads,
            outHidden,
            vision.Int("in_channels", 3),
            patch,
            vision.Int("temporal_patch_size", 2),
            merge,
            positions,
            second ? [] : Below(vision, "deepstack_visual_indexes", depth, textLayers),
            window,
            second ? Below(vision, "fullatt_block_indexes", depth, depth) : []
        );
    }

    private static int[] Below(ConfigSection vision, string name, int depth, int most)
    {
        int[] layers = vision.Ints(name);
        if (layers.Any(layer => layer >= depth) || layers.Distinct().Count() != layers.Length || layers.Length > most)
        {
            throw vision.Refuse(
                name,
                $"[{string.Join(", ", layers)}] must name different layers below depth {depth}, at most {most}"
            );
        }

        return layers;
    }
}
