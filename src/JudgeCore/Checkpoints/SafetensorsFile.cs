// Layout: header length (u64, little-endian), JSON header, data. https://github.com/huggingface/safetensors, "Format".
using System.Buffers.Binary;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>
/// A memory-mapped safetensors file: opening reads the header only, a tensor's bytes are touched when it is read. Reading is safe from
/// several threads. A file must be replaced by renaming, never cut short in place while it is open: the system would end the process.
/// </summary>
internal sealed unsafe class SafetensorsFile : IDisposable
{
    /// <summary>Bytes: where libtorch's own memory begins. Its products may add up in another order over memory that begins elsewhere.</summary>
    public const int Alignment = 64;

    private const int Block = 1 << 30; // bytes copied at once: spans end at 2^31

    private readonly Dictionary<ScalarType, Tensor> whole = []; // by type: [numbers of the file]
    private readonly FileStream stream;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly SafetensorsHeader header;
    private byte* start;

    /// <exception cref="CheckpointException">The file is missing or not a valid safetensors file.</exception>
    public SafetensorsFile(string path)
    {
        Path = path;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            int headerLength = ReadHeaderLength(stream);
            map = MemoryMappedFile.CreateFromFile(
                stream,
                mapName: null,
                capacity: 0,
                MemoryMappedFileAccess.Read,
                HandleInheritability.None,
                leaveOpen: true
            );
            view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            var json = new ReadOnlySpan<byte>(start + SafetensorsHeader.Prefix, headerLength);
            header = SafetensorsHeader.Parse(path, json, stream.Length);
        }
        catch (Exception exception)
        {
            Close();
            if (exception is IOException or UnauthorizedAccessException)
            {
                throw CheckpointException.About(path, $"cannot be read: {exception.Message}", exception);
            }

            throw;
        }
    }

    public string Path { get; }

    /// <summary>Every tensor by its name, in the order of the data.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Tensors => header.Tensors;

    /// <summary>The writer's own strings, such as <c>format</c> = <c>pt</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>A tensor's bytes in the file's mapping: little-endian, valid until this file is closed, not necessarily aligned.</summary>
    /// <exception cref="CheckpointException">No tensor has this name, or it is longer than a span can be.</exception>
    public ReadOnlySpan<byte> Bytes(string name)
    {
        var entry = Entry(name);
        return entry.Length <= int.MaxValue
            ? new ReadOnlySpan<byte>(start + entry.Offset, (int)entry.Length)
            : throw CheckpointException.About(
                Path,
                $"has tensor {SafetensorsHeader.Quote(name)} of {entry.Length} bytes, too long for a span; use Read"
            );
    }

    /// <summary>A copy of one tensor on the processor, in its stored type.</summary>
    /// <exception cref="CheckpointException">No tensor has this name, or a BOOL holds a byte other than 0 and 1.</exception>
    public Tensor Read(string name)
    {
        var entry = Entry(name);
        var result = empty(entry.Shape, entry.Dtype, CPU);
        Copy(name, entry, result);
        return result;
    }

    /// <summary>
    /// One tensor on the processor that is the file itself, mapped: it takes no memory that the system could not have back, and outlives this
    /// object and the file's name. Not to be written to. Null where the tensor does not begin at a multiple of <see cref="Alignment"/>.
    /// </summary>
    /// <exception cref="CheckpointException">No tensor has this name.</exception>
    public Tensor? View(string name)
    {
        var entry = Entry(name);
        int size = SafetensorsDtype.Size(entry.Dtype);
        if (entry.Length == 0 || entry.Offset % Alignment != 0 || entry.Dtype == ScalarType.Bool)
        {
            return null; // BOOL is not checked here
        }

        using var flat = Whole(entry.Dtype, size).narrow(0, entry.Offset / size, entry.Length / size); // [elements]
        return flat.view(entry.Shape);
    }

    /// <summary>Whether a tensor in memory, of one's type and shape and contiguous on the processor, holds the same bytes.</summary>
    /// <exception cref="CheckpointException">No tensor has this name.</exception>
    public bool Holds(string name, Tensor other)
    {
        var entry = Entry(name);
        int size = SafetensorsDtype.Size(entry.Dtype);
        if (other.dtype != entry.Dtype || !other.shape.AsSpan().SequenceEqual(entry.Shape))
        {
            return false;
        }

        using var flat = other.detach(); // [...]
        using var numbers = flat.view(-1); // [elements]
        for (long first = 0; first < entry.Length / size; first += Block / size)
        {
            int count = (int)Math.Min(Block / size, entry.Length / size - first);
            using var part = numbers.narrow(0, first, count);
            if (!part.bytes.SequenceEqual(new ReadOnlySpan<byte>(start + entry.Offset + first * size, count * size)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Copies one tensor into an existing one of the same shape, converting its type and moving it to its device.</summary>
    /// <exception cref="CheckpointException">No tensor has this name, or the shapes differ.</exception>
    public void ReadInto(string name, Tensor destination)
    {
        var entry = Entry(name);
        if (!destination.shape.AsSpan().SequenceEqual(entry.Shape))
        {
            throw CheckpointException.About(
                Path,
                $"has tensor {SafetensorsHeader.Quote(name)} of shape [{string.Join(", ", entry.Shape)}], "
                    + $"wanted is [{string.Join(", ", destination.shape)}]"
            );
        }

        using var guard = no_grad();
        if (destination.dtype == entry.Dtype && destination.is_contiguous() && destination.device_type == DeviceType.CPU)
        {
            Copy(name, entry, destination);
            return;
        }

        using var stored = View(name) ?? Read(name);
        destination.copy_(stored);
    }

    public void Dispose() => Close();

    private int ReadHeaderLength(FileStream stream)
    {
        Span<byte> prefix = stackalloc byte[SafetensorsHeader.Prefix];
        long room = stream.Length - SafetensorsHeader.Prefix;
        if (room < 0)
        {
            throw CheckpointException.About(Path, $"has {stream.Length} bytes, too few for a safetensors file");
        }

        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        return length <= SafetensorsHeader.MaxBytes && length <= (ulong)room
            ? (int)length
            : throw CheckpointException.About(
                Path,
                $"claims a header of {length} bytes; {room} follow, the limit is {SafetensorsHeader.MaxBytes}"
            );
    }

    private TensorEntry Entry(string name)
    {
        ObjectDisposedException.ThrowIf(start is null, this);
        return header.Tensors.TryGetValue(name, out var entry)
            ? entry
            : throw CheckpointException.About(Path, $"has no tensor {SafetensorsHeader.Quote(name)}");
    }

    private Tensor Whole(ScalarType dtype, int size)
    {
        lock (whole)
        {
            if (whole.TryGetValue(dtype, out var numbers))
            {
                return numbers;
            }

            // By its open handle: the name may lead to another file by now.
            string self = string.Create(
                CultureInfo.InvariantCulture,
                $"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}"
            );
            try
            {
                numbers = from_file(self, shared: false, stream.Length / size, dtype).DetachFromDisposeScope();
            }
            catch (ExternalException error)
            {
                throw CheckpointException.About(Path, $"cannot be mapped: {error.Message}", error);
            }

            return whole[dtype] = numbers;
        }
    }

    private void Copy(string name, TensorEntry entry, Tensor destination)
    {
        if (entry.Length == 0)
        {
            return;
        }

        using var flat = destination.view(-1); // [elements]
        int size = SafetensorsDtype.Size(entry.Dtype);
        long elements = entry.Length / size;
        for (long first = 0; first < elements; first += Block / size)
        {
            int count = (int)Math.Min(Block / size, elements - first);
            var source = new ReadOnlySpan<byte>(start + entry.Offset + first * size, count * size);
            if (entry.Dtype == ScalarType.Bool && source.ContainsAnyExceptInRange((byte)0, (byte)1))
            {
                throw CheckpointException.About(
                    Path,
                    $"has tensor {SafetensorsHeader.Quote(name)} of type BOOL with bytes above 1"
                );
            }

            using var part = flat.narrow(0, first, count);
            source.CopyTo(part.bytes);
        }
    }

    private void Close()
    {
        if (start is not null)
        {
            start = null;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        foreach (var numbers in whole.Values)
        {
            numbers.Dispose();
        }

        whole.Clear();
        view?.Dispose();
        map?.Dispose();
        stream?.Dispose();
    }
}
