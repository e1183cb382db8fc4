using JudgeCore.Models;
using static TorchSharp.torch;

namespace JudgeCore.Engine;

/// <summary>What one token's keys and values take in a model: layers x 2 x kvHeads x headDim numbers of a type on a device.</summary>
internal sealed record KeyValueShape(int Layers, int KvHeads, int HeadDim, ScalarType Dtype, Device Device)
{
    public long BytesPerToken => 2L * Layers * KvHeads * HeadDim * (Dtype == ScalarType.Float32 ? 4 : 2);

    public static KeyValueShape Of(JudgeModel model)
    {
        var text = model.Config.Text;
        return new KeyValueShape(text.Layers, text.KvHeads, text.HeadDim, model.Policy.Dtype, model.Policy.Device);
    }

    /// <summary>The options with every size decided: slot length from the model, slots from the bytes.</summary>
    public EngineOptions Fit(EngineOptions options, int maxPositions)
    {
        int tokens = options.MaxTokens > 0 ? Math.Min(options.MaxTokens, maxPositions) : Math.Min(maxPositions, 4096);
        long slots = Math.Clamp(options.KeyValueBytes / (BytesPerToken * tokens), 1, options.MaxSequences);
        return options with
        {
            MaxTokens = tokens,
            MaxSequences = (int)slots,
            VerdictSlots = (int)Math.Min(options.VerdictSlots, slots / 2),
        };
    }
}
