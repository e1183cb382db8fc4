// The engine's memory of keys and values: one preallocated block a layer, cut into slots of equal length, one slot a running sequence.
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Engine;

/// <summary>Keys and values of all running sequences, laid out [slots * length + 1, kvHeads, headDim]; the last row takes what padding writes.</summary>
internal sealed class KeyValueCache : IKeyValueStore, IDisposable
{
    private readonly Tensor[] keyRows; // a layer: [slots * length + 1, kvHeads, headDim]
    private readonly Tensor[] valueRows;
    private Tensor? writeRows; // [batch * seq] int64: where this step's keys go
    private Tensor? slotIndex; // [batch] int64, null when the batch's slots are neighbours
    private int firstSlot;
    private int batch;
    private int keys;

    public KeyValueCache(KeyValueShape shape, int slots, int length)
    {
        (Shape, Slots, Length) = (shape, slots, length);
        keyRows = Allocate();
        valueRows = Allocate();

        Tensor[] Allocate() =>
            [
                .. Enumerable
                    .Range(0, shape.Layers)
                    .Select(_ =>
                        zeros([(long)slots * length + 1, shape.KvHeads, shape.HeadDim], shape.Dtype, shape.Device)
                            .DetachFromDisposeScope()
                    ),
            ];
    }

    public KeyValueShape Shape { get; }

    public int Slots { get; }

    /// <summary>A layer: [slots * length + 1, kvHeads, headDim].</summary>
    public IReadOnlyList<Tensor> KeyRows => keyRows;

    /// <summary>A layer: [slots * length + 1, kvHeads, headDim].</summary>
    public IReadOnlyList<Tensor> ValueRows => valueRows;

    /// <summary>Tokens a slot holds.</summary>
    public int Length { get; }

    /// <summary>Row that padded queries write to and nobody reads.</summary>
    public long PaddingRow => (long)Slots * Length;

    /// <summary>Prepares the next forward pass.</summary>
    /// <param name="slots">Slot of each batch row.</param>
    /// <param name="rows">[batch * seq] cache rows that the step's keys go to; padding goes to <see cref="PaddingRow"/>.</param>
    /// <param name="keyCount">Keys that the step's queries may look at: the longest row's cached tokens plus its own.</param>
    public void Begin(IReadOnlyList<int> slots, Tensor rows, int keyCount)
    {
        (writeRows, batch, keys, firstSlot) = (rows, slots.Count, keyCount, slots[0]);
        bool neighbours = slots.Select((slot, i) => slot == firstSlot + i).All(same => same);
        slotIndex = neighbours ? null : tensor(slots.Select(slot => (long)slot).ToArray(), device: keyRows[0].device);
    }

    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values) =>
        (Append(keyRows[layer], keys), Append(valueRows[layer], values));

    /// <summary>Keys and values of a slot's first tokens: [2 * layers, tokens, kvHeads, headDim], for a prefix that will come again.</summary>
    public Tensor Export(int slot, int tokens)
    {
        using var scope = NewDisposeScope();
        return stack(keyRows.Concat(valueRows).Select(block => block.narrow(0, (long)slot * Length, tokens)))
            .MoveToOuterDisposeScope(); // [2 * layers, tokens, kvHeads, headDim]
    }

    /// <summary>Writes an exported prefix into a slot.</summary>
    public void Import(int slot, Tensor prefix)
    {
        using var scope = NewDisposeScope();
        int i = 0;
        foreach (var block in keyRows.Concat(valueRows))
        {
            block.narrow(0, (long)slot * Length, prefix.shape[1]).copy_(prefix[i++]);
        }
    }

    public void Dispose()
    {
        foreach (var block in keyRows.Concat(valueRows))
        {
            block.Dispose();
        }
    }

    private Tensor Append(Tensor block, Tensor step)
    {
        var (kvHeads, headDim) = (step.shape[1], step.shape[3]);
        block.index_copy_(0, writeRows!, step.transpose(1, 2).reshape(-1, kvHeads, headDim)); // rows [batch * seq, kvHeads, headDim]
        var slots = block.narrow(0, 0, PaddingRow).view(Slots, Length, kvHeads, headDim); // [slots, length, kvHeads, headDim]
        var mine = slotIndex is null ? slots.narrow(0, firstSlot, batch) : slots.index_select(0, slotIndex);
        return mine.narrow(1, 0, keys).transpose(1, 2); // [batch, kvHeads, keys, headDim]
    }
}
