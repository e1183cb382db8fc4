namespace KernelBench;

/// <summary>What of the machine bounds a kernel.</summary>
internal enum Limit
{
    /// <summary>Nothing that is measured.</summary>
    None,

    /// <summary>Reading memory.</summary>
    Memory,

    /// <summary>Matrix products.</summary>
    Products,
}
