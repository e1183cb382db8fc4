namespace JudgeBench;

/// <summary>Follows a process's memory from its making on. The total's peak is the system's own; the other two are looked at every few milliseconds.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly int process;
    private readonly Thread thread;
    private volatile bool ended;
    private double mostPrivate;
    private double mostMapped;

    public MemoryWatch(int process)
    {
        this.process = process;
        ProcessMemory.ForgetPeak(process);
        Before = ProcessMemory.Read(process);
        thread = new Thread(Look) { Name = "memory", IsBackground = true };
        thread.Start();
    }

    public ProcessMemory Before { get; }

    /// <summary>Ends the watch; its three parts need not have been at their highest at one moment.</summary>
    public ProcessMemory Peak()
    {
        Dispose();
        return new ProcessMemory(ProcessMemory.Peak(process), mostPrivate, mostMapped);
    }

    public void Dispose()
    {
        ended = true;
        thread.Join();
    }

    private void Look()
    {
        while (!ended)
        {
            var now = ProcessMemory.Read(process);
            mostPrivate = Math.Max(mostPrivate, now.Private);
            mostMapped = Math.Max(mostMapped, now.Mapped);
            Thread.Sleep(2);
        }
    }
}
