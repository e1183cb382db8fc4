using JudgeCore.Tests;
using JudgeCore.Tests.Reference;
using TorchSharp;
using Trainer.Losses;
using Trainer.Tests.Reference;
using static TorchSharp.torch;

namespace Trainer.Tests.Losses;

/// <summary>Every recorded case of sft/.</summary>
public sealed class CompletionLossReferenceTests
{
    private const double Tolerance = 1e-5;
    private static readonly ReferenceFile File = new(Fixtures.Reference, "sft/sft.json");

    public static TheoryData<string, int, string> Cases =>
        File.Cases(
            "micro_batches",
            "shape",
            "num_items_unshifted_labels",
            "num_items_after_shift",
            "items_after_shift_per_micro_batch"
        );

    [Theory]
    [MemberData(nameof(Cases))]
    public void Losses_and_gradients_equal_the_recorded_ones(string section, int index, string name)
    {
        Assert.Equal("cases", section);
        using var scope = NewDisposeScope();
        using var tensors = new RecordedTensors("sft/sft.safetensors");
        var recorded = File.Case(section, index);
        var smoothing = recorded.Number("label_smoothing");
        var counted = File.Root.Numbers("items_after_shift_per_micro_batch");
        var losses = new List<double>();
        for (var m = 0; m < File.Root.Integer("micro_batches"); m++)
        {
            var logits = tensors.Leaf($"logits.{m}");
            var labels = tensors.Read($"labels.{m}");
            Assert.Equal(counted[m], CompletionLoss.CountItems(labels));
            // A case without num_items_in_batch shows the wrong way: each micro-batch by its own count.
            var items = recorded.NumberOrNull("num_items_in_batch");
            var loss = CompletionLoss.FromLogits(logits, labels, items ?? counted[m], smoothing);
            losses.Add(items is null && counted[m] == 0 ? double.NaN : loss.item<float>());
            loss.backward();
            var gradient = FormattableString.Invariant($"{name}.ls{smoothing:0.0###}.grad.{m}");
            if (items is not null)
                tensors.ExpectGradient(gradient, logits.grad, Tolerance);
            Assert.Equal(items is not null, tensors.Has(gradient));
        }
        recorded.Expect("loss_per_micro_batch", losses, Tolerance);
        if (recorded.Has("total_loss"))
            recorded.Expect("total_loss", losses.Sum(), Tolerance);
        else
            recorded.Expect("mean_of_means_over_non_empty", losses.Where(l => !double.IsNaN(l)).Average(), Tolerance);
        recorded.Finish();
    }

    [Fact]
    public void Counts_equal_the_recorded_ones_and_nothing_is_left()
    {
        using var scope = NewDisposeScope();
        using var tensors = new RecordedTensors("sft/sft.safetensors");
        var root = File.Root;
        var labels = Enumerable.Range(0, root.Integer("micro_batches")).Select(m => tensors.Read($"labels.{m}")).ToArray();
        Assert.Equal(root.Numbers("shape")[..2], labels[0].shape.Select(d => (double)d));
        Assert.Equal(root.Integer("num_items_after_shift"), labels.Sum(CompletionLoss.CountItems));
        Assert.Equal(
            root.Integer("num_items_unshifted_labels"),
            labels.Sum(l => l.ne(CompletionLoss.Ignored).sum().item<long>())
        );
        Assert.Equal(root.Numbers("items_after_shift_per_micro_batch"), labels.Select(l => (double)CompletionLoss.CountItems(l)));
        root.Ignore("meta", "cases");
        root.Finish();

        var cases = root.Objects("cases")
            .Select(c => FormattableString.Invariant($"{c.Text("name")}.ls{c.Number("label_smoothing"):0.0###}."));
        var prefixes = cases.Concat(["logits.", "labels."]).ToArray();
        Assert.All(tensors.Names, tensor => Assert.Contains(prefixes, p => tensor.StartsWith(p, StringComparison.Ordinal)));
    }
}
