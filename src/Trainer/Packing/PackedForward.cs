using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Packing;

/// <summary>Runs a model over a packed batch.</summary>
internal static class PackedForward
{
    /// <summary>Logits that predict the completion tokens, in the batch's order: [completion tokens, vocab], in the model's dtype.</summary>
    /// <param name="model">With or without gradients, as the caller's guard says.</param>
    /// <param name="batch">Rows to run.</param>
    /// <param name="dtype">Of the pixel values: the model's compute type.</param>
    /// <param name="trainVision">False: the vision tower runs without gradient.</param>
    public static Tensor Logits(JudgeModel model, PackedBatch batch, ScalarType dtype, Device device, bool trainVision = true)
    {
        using var scope = NewDisposeScope();
        var input = new ModelInput(
            tensor(batch.Ids, [batch.Rows.Count, batch.Seq], device: device), // [batch, seq]
            tensor(batch.Positions, [3, batch.Rows.Count, batch.Seq], device: device), // [3, batch, seq]
            tensor(batch.Mask, [batch.Rows.Count, 1, batch.Seq, batch.Seq], device: device), // [batch, 1, seq, keys]
            Visual(model, batch, dtype, device, trainVision)
        );
        var hidden = model.Hidden(input); // [batch, seq, hidden]
        var rows = hidden.view(-1, hidden.shape[^1]).index_select(0, tensor(batch.From, device: device)); // [completion tokens, hidden]
        return model.Logits(rows).MoveToOuterDisposeScope(); // [completion tokens, vocab]
    }

    // Each distinct picture is encoded once, however many rows show it.
    private static VisualInput? Visual(JudgeModel model, PackedBatch batch, ScalarType dtype, Device device, bool trainVision)
    {
        if (batch.Images.Count == 0)
        {
            return null;
        }

        var distinct = batch.Images.DistinctBy(image => image.ContentHash).ToList();
        Dictionary<string, long> firstRow = [];
        long at = 0;
        foreach (var image in distinct)
        {
            firstRow[image.ContentHash] = at;
            at += image.Tokens;
        }

        int patchDim = distinct[0].Patches.Length / distinct[0].Grid.Count;
        var pixels = cat([.. distinct.Select(image => tensor(image.Patches, [image.Grid.Count, patchDim]))]).to(dtype, device); // [patches, patchDim]
        using var guard = set_grad_enabled(trainVision && is_grad_enabled());
        var features = model.Encode(
            pixels,
            [.. distinct.Select(image => (image.Grid.Time, image.Grid.Height, image.Grid.Width))]
        );
        if (distinct.Count == batch.Images.Count)
        {
            return new VisualInput(features, tensor(batch.ImagePlaces, device: device));
        }

        long[] source =
        [
            .. batch.Images.SelectMany(image => Enumerable.Range(0, image.Tokens).Select(i => firstRow[image.ContentHash] + i)),
        ];
        var gather = tensor(source, device: device); // [visual tokens]
        var repeated = new VisualFeatures(
            features.Merged.index_select(0, gather),
            [.. features.Deepstack.Select(level => level.index_select(0, gather))]
        );
        return new VisualInput(repeated, tensor(batch.ImagePlaces, device: device));
    }
}
