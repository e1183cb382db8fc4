using System.Runtime.InteropServices;
using JudgeCore.Engine;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Engine;

/// <summary>The plain way to the engine's answers: the whole sequence through the model again for every token.</summary>
internal static class FullForward
{
    /// <summary>[vocab] log-probabilities of the token behind a prompt and what was written.</summary>
    /// <param name="plain">As for a gradient: by libtorch's operators alone, without loops of our own.</param>
    public static float[] Next(JudgeModel model, EnginePrompt prompt, IReadOnlyList<int> written, bool plain = false)
    {
        using var scope = NewDisposeScope();
        using var guard = set_grad_enabled(plain);
        int seq = prompt.Ids.Length + written.Count;
        long[] ids = [.. prompt.Ids.Concat(written).Select(id => (long)id)];
        long[] positions =
        [
            .. Enumerable
                .Range(0, 3)
                .SelectMany(row =>
                    prompt
                        .Positions[row]
                        .Concat(Enumerable.Range(0, written.Count).Select(i => prompt.NextPosition + i))
                        .Select(p => (long)p)
                ),
        ];
        VisualInput? visual = null;
        if (prompt.Images.Count > 0)
        {
            var pixels = cat([
                .. prompt.Images.Select(image =>
                    tensor(image.Image.Patches, [image.Image.Grid.Count, model.Config.Vision.PatchDim])
                ),
            ]);
            var features = model.Encode(
                pixels.to_type(model.Policy.Dtype),
                [.. prompt.Images.Select(image => (1, image.Image.Grid.Height, image.Image.Grid.Width))]
            );
            long[] places =
            [
                .. prompt.Images.SelectMany(image => Enumerable.Range(image.Start, image.Image.Tokens).Select(i => (long)i)),
            ];
            visual = new VisualInput(features, tensor(places));
        }

        var hidden = model.Hidden(new ModelInput(tensor(ids, [1, seq]), tensor(positions, [3, 1, seq]), null, visual)); // [1, seq, hidden]
        var logProbs = nn.functional.log_softmax(model.Logits(hidden[0, -1]).to_type(ScalarType.Float32), -1); // [vocab]
        return MemoryMarshal.Cast<byte, float>(logProbs.detach().bytes).ToArray();
    }

    /// <summary>Greedy tokens, and the log-probability of each.</summary>
    public static (List<int> Tokens, List<float> LogProbs) Greedy(JudgeModel model, EnginePrompt prompt, int count)
    {
        List<int> tokens = [];
        List<float> logProbs = [];
        for (int i = 0; i < count; i++)
        {
            float[] next = Next(model, prompt, tokens);
            int best = Array.IndexOf(next, next.Max());
            tokens.Add(best);
            logProbs.Add(next[best]);
        }

        return (tokens, logProbs);
    }
}
