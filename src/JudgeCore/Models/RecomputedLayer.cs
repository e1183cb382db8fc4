// Activation checkpointing (Chen et al., arXiv 1604.06174): a layer keeps only its input and is computed again in the backward pass.
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Runs a decoder layer without remembering what it computed.</summary>
internal sealed class RecomputedLayer : autograd.MultiTensorFunction<RecomputedLayer>
{
    private const string Layer = "layer";
    private const string Mask = "mask";

    public override string Name => nameof(RecomputedLayer);

    /// <param name="layer">Its weights get their gradients whether the input has one or not.</param>
    /// <param name="x">[batch, seq, hidden]</param>
    /// <param name="rotary">Without gradient.</param>
    /// <param name="mask">Without gradient; null for plain causal attention.</param>
    public static Tensor Of(DecoderLayer layer, Tensor x, (Tensor Cos, Tensor Sin) rotary, AttentionMask? mask)
    {
        // A frozen token table gives an input without gradient, behind which autograd would not look for the layer's weights.
        var input = x.requires_grad ? x : x.detach().requires_grad_();
        return apply(
            input,
            rotary.Cos,
            rotary.Sin,
            mask?.Scores ?? empty(0, device: x.device),
            mask is not null,
            mask?.HasBlindQueries ?? false,
            layer
        )[0];
    }

    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, cos, sin, scores) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Tensor)vars[3]);
        var mask = (bool)vars[4] ? new AttentionMask(scores, (bool)vars[5]) : null;
        ctx.save_for_backward([x, cos, sin, scores]);
        ctx.save_data(Mask, mask);
        ctx.save_data(Layer, vars[6]);
        using var guard = no_grad();
        return [((DecoderLayer)vars[6]).Forward(x, (cos, sin), mask, null)];
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        using var scope = NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var x = saved[0].detach().requires_grad_(); // [batch, seq, hidden]
        var mask = ctx.get_data(Mask) is AttentionMask known ? known with { Scores = saved[3] } : null;
        using (enable_grad())
        {
            var y = ((DecoderLayer)ctx.get_data(Layer)).Forward(x, (saved[1], saved[2]), mask, null);
            // Adds to the gradients of the layer's weights as it goes.
            autograd.backward([y], [grad_outputs[0]]);
        }

        return [x.grad!.MoveToOuterDisposeScope(), null!, null!, null!, null!, null!, null!];
    }
}
