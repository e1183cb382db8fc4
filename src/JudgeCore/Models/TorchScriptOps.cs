// Operators of libtorch that TorchSharp 0.107 does not wrap, reached through one small TorchScript unit.
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Calls cost a few microseconds more than wrapped ones; gradients flow as usual.</summary>
internal static class TorchScriptOps
{
    private static readonly jit.CompilationUnit Unit = jit.compile(
        """
        def embed(weight: Tensor, ids: Tensor, padding: int) -> Tensor:
            return torch.embedding(weight, ids, padding)

        """
    );

    /// <summary>Rows of a table: [..., hidden] for ids [...]. The row of <paramref name="padding"/> gets no gradient; -1: every row does.</summary>
    public static Tensor Embed(Tensor table, Tensor ids, long padding) => Unit.invoke<Tensor>("embed", table, ids, padding);
}
