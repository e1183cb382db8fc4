using System.Globalization;
using JudgeCore.Checkpoints;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>Runs a model on a recorded case's inputs and compares quantity by quantity.</summary>
internal sealed class CaseRun
{
    private readonly JudgeModel model;
    private readonly SafetensorsFile expected;
    private readonly Dictionary<string, Tensor> outputs = [];
    private readonly Tensor mask; // [batch, seq]

    // The recordings are said to hold raw layer outputs. Those of layers with deepstack hold the sum after it, and Qwen2.5-VL's last one
    // is behind the final norm: the reference library's own list of hidden states. Either reading of a recording is accepted.
    private readonly Dictionary<string, Tensor> alternatives = [];

    public CaseRun(JudgeModel model, SafetensorsFile expected)
    {
        (this.model, this.expected) = (model, expected);
        mask = expected.Read("in.attention_mask").to_type(ScalarType.Bool);
        var input = BatchInput.From(model, expected);
        if (input.Features is { } features)
        {
            outputs["out.vision.merged"] = features.Merged;
            for (int k = 0; k < features.Deepstack.Count; k++)
            {
                outputs[$"out.vision.deepstack.{k}"] = features.Deepstack[k];
            }
        }

        outputs["out.position_ids"] = input.Model.PositionIds;
        outputs["out.rope_deltas"] = tensor(input.Deltas, [input.Deltas.Length, 1]);
        var hidden = model.Hidden(
            input.Model,
            observe: (i, x) => outputs[$"out.hidden.{i}"] = x.clone().DetachFromDisposeScope()
        ); // [batch, seq, hidden]
        alternatives[$"out.hidden.{model.Config.Text.Layers}"] = hidden;
        for (int level = 0; level < (input.Features?.Deepstack.Count ?? 0); level++)
        {
            var raw = outputs[$"out.hidden.{level + 1}"];
            var flat = raw.view(-1, raw.shape[^1]).index_add(0, input.Model.Visual!.Index, input.Features!.Deepstack[level], 1); // [batch * seq, hidden]
            alternatives[$"out.hidden.{level + 1}"] = flat.view(raw.shape);
        }

        outputs["out.logits"] = model.Logits(hidden);
    }

    /// <summary>Largest absolute difference where the mask is 1; not a number when the shape differs or nothing was computed.</summary>
    public double Difference(string name, Action<Tensor>? corrupt = null)
    {
        var recorded = expected.Read(name);
        corrupt?.Invoke(recorded);
        if (name == "out.greedy_ids")
        {
            outputs[name] = Greedy((int)recorded.shape[1]);
        }

        if (!outputs.TryGetValue(name, out var mine) || !mine.shape.SequenceEqual(recorded.shape))
        {
            return double.NaN;
        }

        double direct = Difference(name, mine, recorded);
        return alternatives.TryGetValue(name, out var other) ? Math.Min(direct, Difference(name, other, recorded)) : direct;
    }

    private double Difference(string name, Tensor mine, Tensor recorded)
    {
        var difference = (mine.to_type(ScalarType.Float64) - recorded.to_type(ScalarType.Float64)).abs();
        if (name.StartsWith("out.hidden", StringComparison.Ordinal) || name == "out.logits")
        {
            difference = difference * mask.unsqueeze(-1);
        }

        return difference.max().item<double>();
    }

    /// <summary>Mean over attended positions of |difference| / |logit| summed over the vocabulary.</summary>
    public double MeanRelativeLogitDifference()
    {
        var recorded = expected.Read("out.logits")[mask]; // [tokens, vocab]
        var mine = outputs["out.logits"].to_type(ScalarType.Float32)[mask];
        return ((mine - recorded).abs().mean() / recorded.abs().mean()).item<float>();
    }

    // Plain re-running of the whole sequence; the engine's cached decoding is tested against it elsewhere.
    private Tensor Greedy(int count)
    {
        var ids = expected.Read("in.input_ids");
        List<Tensor> picked = [];
        var attended = mask;
        for (int i = 0; i < count; i++)
        {
            var input = BatchInput.From(model, expected, ids, attended);
            var hidden = model.Hidden(input.Model);
            var next = model.Logits(hidden.select(1, -1)).argmax(-1).unsqueeze(-1); // [batch, 1]
            picked.Add(next);
            ids = cat([ids, next], 1);
            attended = cat([attended, ones_like(next).to_type(ScalarType.Bool)], 1);
        }

        return cat([.. picked], 1); // [batch, count]
    }
}
