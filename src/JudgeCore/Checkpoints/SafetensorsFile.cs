using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>A memory-mapped safetensors file: opening reads the header only, a tensor's bytes are touched when it is read.</summary>
internal sealed unsafe class SafetensorsFile : IDisposable
{
    private readonly MemoryMappedFile? map;
    private readonly MemoryMappedViewAccessor? view;
    private readonly byte* bytes;
    private readonly Dictionary<string, TensorEntry> tensors;

    /// <exception cref="CheckpointException">The file is missing or not a valid safetensors file.</exception>
    public SafetensorsFile(string path)
    {
        Path = path;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            (tensors, var metadata) = SafetensorsHeader.Read(stream, System.IO.Path.GetFileName(path));
            Metadata = metadata;
            map = MemoryMappedFile.CreateFromFile(
                stream,
                null,
                0,
                MemoryMappedFileAccess.Read,
                HandleInheritability.None,
                leaveOpen: true
            );
            view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{System.IO.Path.GetFileName(path)} cannot be read: {exception.Message}", exception);
        }
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, TensorEntry> Tensors => tensors;

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>A tensor's bytes, in the file's mapping: valid until this file is closed.</summary>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var entry = Entry(name);
        return entry.Length <= int.MaxValue
            ? new ReadOnlySpan<byte>(bytes + entry.Offset, (int)entry.Length)
            : throw new CheckpointException($"tensor '{name}' of {entry.Length} bytes is too long for a span; use Read");
    }

    /// <summary>A copy of one tensor on the processor, in its stored type.</summary>
    /// <exception cref="CheckpointException">No tensor has this name.</exception>
    public Tensor Read(string name)
    {
        var entry = Entry(name);
        var result = empty(entry.Shape, entry.Dtype);
        CopyTo(entry, result);
        return result;
    }

    /// <summary>Copies one tensor into an existing one of the same shape, converting its type.</summary>
    public void ReadInto(string name, Tensor destination)
    {
        var entry = Entry(name);
        if (destination.dtype == entry.Dtype && destination.is_contiguous() && destination.device_type == DeviceType.CPU)
        {
            CopyTo(entry, destination);
            return;
        }

        using var stored = Read(name);
        destination.copy_(stored);
    }

    public void Dispose()
    {
        view?.SafeMemoryMappedViewHandle.ReleasePointer();
        view?.Dispose();
        map?.Dispose();
    }

    private TensorEntry Entry(string name) =>
        tensors.TryGetValue(name, out var entry)
            ? entry
            : throw new CheckpointException($"{System.IO.Path.GetFileName(Path)} has no tensor '{name}'");

    private void CopyTo(TensorEntry entry, Tensor destination)
    {
        if (entry.Length > 0)
        {
            var target = destination.bytes; // the tensor's own memory
            new ReadOnlySpan<byte>(bytes + entry.Offset, checked((int)entry.Length)).CopyTo(target);
        }
    }
}
