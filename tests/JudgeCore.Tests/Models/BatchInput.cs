using JudgeCore.Checkpoints;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>A recorded case's inputs in the form that the model takes.</summary>
internal sealed record BatchInput(ModelInput Model, long[] Deltas, VisualFeatures? Features)
{
    public static BatchInput From(JudgeModel model, SafetensorsFile file, Tensor? inputIds = null, Tensor? attention = null)
    {
        var ids = inputIds ?? file.Read("in.input_ids"); // [batch, seq]
        var mask = attention ?? file.Read("in.attention_mask").to_type(ScalarType.Bool); // [batch, seq]
        var (batch, seq) = ((int)ids.shape[0], (int)ids.shape[1]);
        var grids = file.Tensors.ContainsKey("in.image_grid_thw") ? Grids(file.Read("in.image_grid_thw")) : [];
        long[] flat = [.. ids.data<long>()];
        bool[] attended = [.. mask.data<bool>()];
        long[] positions = new long[3 * batch * seq];
        long[] deltas = new long[batch];
        int image = 0;
        for (int b = 0; b < batch; b++)
        {
            int[] row = [.. flat.Skip(b * seq).Take(seq).Select(id => (int)id)];
            int count = Runs(row, model.Config.ImageTokenId, grids.Skip(image), model.Config.Vision.MergeSize);
            var found = MropePositions.Of(
                row,
                [.. grids.Skip(image).Take(count)],
                model.Config,
                [.. attended.Skip(b * seq).Take(seq)]
            );
            image += count;
            deltas[b] = found.Delta;
            for (int axis = 0; axis < 3; axis++)
            {
                for (int i = 0; i < seq; i++)
                {
                    positions[(axis * batch + b) * seq + i] = found.Rows[axis][i];
                }
            }
        }

        VisualFeatures? features = null;
        VisualInput? visual = null;
        if (grids.Count > 0)
        {
            features = model.Encode(file.Read("in.pixel_values").to_type(model.Policy.Dtype), grids);
            long[] places =
            [
                .. flat.Select((id, i) => (id, i))
                    .Where(token => token.id == model.Config.ImageTokenId)
                    .Select(token => (long)token.i),
            ];
            visual = new VisualInput(features, tensor(places));
        }

        return new BatchInput(new ModelInput(ids, tensor(positions, [3, batch, seq]), Mask(mask), visual), deltas, features);
    }

    // Causal, and padding is looked at by nobody: a padded query sees nothing, of which the model makes the same as the reference.
    private static Tensor Mask(Tensor attended)
    {
        long seq = attended.shape[1];
        var causal = ones(seq, seq, dtype: ScalarType.Bool).tril(); // [seq, keys]
        return (causal & attended.unsqueeze(1)).unsqueeze(1); // [batch, 1, seq, keys]
    }

    private static List<(int, int, int)> Grids(Tensor grid)
    {
        long[] flat = [.. grid.data<long>()];
        return [.. flat.Chunk(3).Select(g => ((int)g[0], (int)g[1], (int)g[2]))];
    }

    // How many of the remaining images belong to this row: as many as its placeholders have room for.
    private static int Runs(int[] row, int imageToken, IEnumerable<(int T, int H, int W)> grids, int merge)
    {
        int left = row.Count(id => id == imageToken);
        int count = 0;
        foreach (var (t, h, w) in grids)
        {
            if (left <= 0)
            {
                break;
            }

            left -= t * h * w / merge / merge;
            count++;
        }

        return count;
    }
}
