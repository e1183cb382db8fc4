namespace JudgeCore.Models;

/// <summary>The published architectures that this program runs.</summary>
public enum ModelFamily
{
    /// <summary>model_type qwen3_vl.</summary>
    Qwen3Vl,

    /// <summary>model_type qwen3_vl_moe: sparse text layers.</summary>
    Qwen3VlMoe,

    /// <summary>model_type qwen2_5_vl: windowed vision attention, biased q/k/v, M-RoPE in blocks.</summary>
    Qwen25Vl,
}
