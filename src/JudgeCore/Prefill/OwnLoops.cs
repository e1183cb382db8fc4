using JudgeCore.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Prefill;

/// <summary>Where loops over a tensor's memory can stand in for libtorch's operators.</summary>
internal static class OwnLoops
{
    /// <summary>No gradient is wanted, and the numbers lie where the processor reads them in order.</summary>
    public static bool Fit(Tensor x) =>
        Lanes.Supported
        && !is_grad_enabled()
        && x.device.type == DeviceType.CPU
        && x.dtype is ScalarType.Float32 or ScalarType.BFloat16
        && x.is_contiguous()
        && (OpenMp.Found || get_num_threads() == 1);
}
