using System.ComponentModel;
using System.Runtime.InteropServices;

namespace JudgeCore.Kernels;

/// <summary>On which processors the calling thread may run; native threads that it starts inherit that, .NET's do not. Linux.</summary>
internal static partial class Affinity
{
    /// <summary>Keeps the calling thread on these processors.</summary>
    /// <exception cref="Win32Exception">The system refuses: none of them is there.</exception>
    public static void Pin(IReadOnlyList<int> processors)
    {
        byte[] mask = new byte[ProcessorList.Most / 8];
        foreach (int processor in processors)
        {
            mask[processor / 8] |= (byte)(1 << (processor % 8));
        }

        if (SetAffinity(0, mask.Length, mask) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"processors {string.Join(", ", processors)}");
        }
    }

    /// <summary>Where the calling thread may run.</summary>
    public static int[] Usable()
    {
        byte[] mask = new byte[ProcessorList.Most / 8];
        return GetAffinity(0, mask.Length, mask) < 0
            ? [.. Enumerable.Range(0, Environment.ProcessorCount)]
            : [.. Enumerable.Range(0, ProcessorList.Most).Where(i => (mask[i / 8] & (1 << (i % 8))) != 0)];
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nint size, [In] byte[] mask);

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nint size, [In, Out] byte[] mask);
}
