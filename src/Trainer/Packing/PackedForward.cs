using JudgeCore.Images;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Packing;

/// <summary>Runs a model over packed rows.</summary>
internal static class PackedForward
{
    // Completion tokens differ from step to step: padded, the output head sees few shapes.
    private const int HeadMultiple = 128;

    /// <summary>Logits that predict the completion tokens, in the step's order: [completion tokens, vocab], in the model's dtype.</summary>
    /// <param name="model">With or without gradients, as the caller's guard says.</param>
    /// <param name="step">Rows to run.</param>
    /// <param name="trainVision">False: the vision tower runs without gradient.</param>
    public static Tensor Logits(JudgeModel model, PackedStep step, bool trainVision = true)
    {
        using var scope = NewDisposeScope();
        var hidden = Hidden(model, step, trainVision); // [completion tokens, hidden]
        long missing = (HeadMultiple - hidden.shape[0] % HeadMultiple) % HeadMultiple;
        var padded = nn.functional.pad(hidden, [0, 0, 0, missing]); // [rounded up, hidden]
        return model.Logits(padded).narrow(0, 0, hidden.shape[0]).MoveToOuterDisposeScope(); // [completion tokens, vocab]
    }

    /// <summary>Final hidden states that predict the completion tokens: [completion tokens, hidden].</summary>
    /// <inheritdoc cref="Logits"/>
    public static Tensor Hidden(JudgeModel model, PackedStep step, bool trainVision = true)
    {
        using var scope = NewDisposeScope();
        var device = model.Policy.Device;
        var pictures = step.Batches.SelectMany(batch => batch.Images).DistinctBy(image => image.ContentHash).ToList();
        var features = pictures.Count == 0 ? null : Encode(model, pictures, trainVision);
        Dictionary<string, long> firstRow = [];
        long at = 0;
        foreach (var picture in pictures)
        {
            firstRow[picture.ContentHash] = at;
            at += picture.Tokens;
        }

        List<Tensor> rows = [];
        foreach (var batch in step.Batches)
        {
            var input = new ModelInput(
                tensor(batch.Ids, [batch.Rows.Count, batch.Seq], device: device), // [batch, seq]
                tensor(batch.Positions, [3, batch.Rows.Count, batch.Seq], device: device), // [3, batch, seq]
                tensor(batch.Mask, [batch.Rows.Count, 1, batch.Seq, batch.Seq], device: device), // [batch, 1, seq, keys]
                features is null || batch.Images.Count == 0 ? null : Place(features, batch, firstRow, device)
            );
            var hidden = model.Hidden(input); // [batch, seq, hidden]
            rows.Add(hidden.view(-1, hidden.shape[^1]).index_select(0, tensor(batch.From, device: device)));
        }

        return cat([.. rows]).MoveToOuterDisposeScope(); // [completion tokens, hidden]
    }

    // Each distinct picture is encoded once, however many rows show it.
    private static VisualFeatures Encode(JudgeModel model, List<PreparedImage> pictures, bool trainVision)
    {
        int patchDim = pictures[0].Patches.Length / pictures[0].Grid.Count;
        var pixels = cat([.. pictures.Select(picture => tensor(picture.Patches, [picture.Grid.Count, patchDim]))])
            .to(model.Policy.Dtype, model.Policy.Device); // [patches, patchDim]
        using var guard = set_grad_enabled(trainVision && is_grad_enabled());
        return model.Encode(
            pixels,
            [.. pictures.Select(picture => (picture.Grid.Time, picture.Grid.Height, picture.Grid.Width))]
        );
    }

    private static VisualInput Place(VisualFeatures features, PackedBatch batch, Dictionary<string, long> firstRow, Device device)
    {
        long[] source =
        [
            .. batch.Images.SelectMany(image => Enumerable.Range(0, image.Tokens).Select(i => firstRow[image.ContentHash] + i)),
        ];
        var gather = tensor(source, device: device); // [visual tokens]
        var mine = new VisualFeatures(
            features.Merged.index_select(0, gather),
            [.. features.Deepstack.Select(level => level.index_select(0, gather))]
        );
        return new VisualInput(mine, tensor(batch.ImagePlaces, device: device));
    }
}
