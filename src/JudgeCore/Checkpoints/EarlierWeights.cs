using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>The tensors of a model in memory, for the one that takes its place: what is equal need not be in memory twice.</summary>
internal sealed class EarlierWeights
{
    private const long Block = 1 << 27; // numbers compared at once: spans end at 2^31 bytes

    private readonly Dictionary<string, Tensor> named;
    private readonly ILookup<string, string> alike; // names by type and shape

    /// <param name="model">Lives until loading has ended, which may be on another thread than the model's; null: there is none.</param>
    public EarlierWeights(nn.Module? model)
    {
        named = model?.state_dict().Where(entry => entry.Value.is_contiguous()).ToDictionary() ?? [];
        alike = named.ToLookup(entry => Form(entry.Value), entry => entry.Key);
    }

    /// <summary>A tensor of the same type and shape with the same bytes; the same name is tried first.</summary>
    public Tensor? Find(string name, Tensor mine) => Find(name, mine, candidate => SameBytes(candidate, mine));

    /// <param name="name">Tried first.</param>
    /// <param name="like">Of the type and shape; its numbers do not matter.</param>
    /// <param name="equal">Whether a tensor has the bytes that are looked for.</param>
    public Tensor? Find(string name, Tensor like, Func<Tensor, bool> equal) =>
        alike[Form(like)].OrderByDescending(other => other == name).Select(other => named[other]).FirstOrDefault(equal);

    /// <summary>Whether two tensors of one type and shape hold the same bits.</summary>
    private static bool SameBytes(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (left, right) = (a.detach().view(-1), b.detach().view(-1)); // [elements]
        for (long first = 0; first < left.NumberOfElements; first += Block)
        {
            long count = Math.Min(Block, left.NumberOfElements - first);
            if (!left.narrow(0, first, count).bytes.SequenceEqual(right.narrow(0, first, count).bytes))
            {
                return false;
            }
        }

        return true;
    }

    private static string Form(Tensor tensor) => $"{tensor.dtype} {string.Join(' ', tensor.shape)}";
}
