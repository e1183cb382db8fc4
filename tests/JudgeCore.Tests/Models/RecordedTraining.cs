using JudgeCore.Checkpoints;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>Trains a model on a recorded batch as the recording did: mean cross entropy of the labelled tokens, shifted by one.</summary>
internal sealed class RecordedTraining(JudgeModel model, SafetensorsFile recorded)
{
    /// <summary>Leaves fresh gradients on every parameter that takes part.</summary>
    /// <param name="corrupt">Changes the labels [batch, seq], for the test of the test.</param>
    public float Backward(Action<Tensor>? corrupt = null)
    {
        using var scope = NewDisposeScope();
        model.zero_grad();
        var labels = recorded.Read("in.labels"); // [batch, seq], -100 ignored
        corrupt?.Invoke(labels);
        var input = BatchInput.From(model, recorded);
        var logits = model.Logits(model.Hidden(input.Model)); // [batch, seq, vocab]
        var predicting = logits.narrow(1, 0, logits.shape[1] - 1).reshape(-1, logits.shape[2]); // [batch * (seq - 1), vocab]
        var next = labels.narrow(1, 1, labels.shape[1] - 1).reshape(-1); // [batch * (seq - 1)]
        var loss = nn.functional.cross_entropy(predicting, next, ignore_index: -100);
        loss.backward();
        return loss.item<float>();
    }
}
