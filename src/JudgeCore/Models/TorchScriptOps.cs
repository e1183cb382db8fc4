// Operators of libtorch that TorchSharp 0.107 does not wrap, reached through small TorchScript units.
using System.Collections.Concurrent;
using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Calls cost a few microseconds more than wrapped ones; gradients flow as usual.</summary>
internal static class TorchScriptOps
{
    // Numbers are compiled in: as arguments they would pass through Scalars, which the garbage collector may free during the call.
    private static readonly ConcurrentDictionary<long, jit.CompilationUnit> Embeddings = new();

    /// <summary>Rows of a table: [..., hidden] for ids [...]. The row of <paramref name="padding"/> gets no gradient; -1: every row does.</summary>
    public static Tensor Embed(Tensor table, Tensor ids, long padding) =>
        Embeddings.GetOrAdd(padding, Compile).invoke<Tensor>("embed", table, ids);

    private static jit.CompilationUnit Compile(long padding) =>
        jit.compile(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                def embed(weight: Tensor, ids: Tensor) -> Tensor:
                    return torch.embedding(weight, ids, {padding})

                """
            )
        );
}
