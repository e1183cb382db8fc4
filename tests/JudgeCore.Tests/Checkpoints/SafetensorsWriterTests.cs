using System.Text.Json;
using JudgeCore.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Checkpoints;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Each_type_comes_back_as_it_was(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var values = tensor(new double[] { 0, 1, 2, 3, 100, 127 }).to(type).view(2, 3); // [2, 3]
        var scalar = tensor(1.0).to(type); // []
        var none = empty([0, 5], type); // [0, 5]
        SafetensorsWriter.Write(folder["t.safetensors"], Named(("values", values), ("scalar", scalar), ("none", none)));
        using var file = new SafetensorsFile(folder["t.safetensors"]);
        foreach (var (name, written) in Named(("values", values), ("scalar", scalar), ("none", none)))
        {
            var read = file.Read(name);
            Assert.Equal(type, read.dtype);
            Assert.Equal(written.shape, read.shape);
            Assert.True(read.bytes.SequenceEqual(written.bytes), $"{type} {name}");
        }
    }

    [Fact]
    public void Files_have_the_reference_librarys_layout()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            folder["t.safetensors"],
            Named(
                ("c", tensor(new[] { 1f, 2f })),
                ("b", tensor(new byte[] { 9 })),
                ("d", tensor(new[] { 3L })),
                ("a", tensor(new[] { 4f }))
            ),
            SafetensorsWriter.Torch
        );
        string header = string.Concat(
            """{"__metadata__":{"format":"pt"}""",
            ""","d":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}""",
            ""","a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}""",
            ""","c":{"dtype":"F32","shape":[2],"data_offsets":[12,20]}""",
            ""","b":{"dtype":"U8","shape":[1],"data_offsets":[20,21]}}"""
        );
        byte[] data = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 64, 0, 0, 128, 63, 0, 0, 0, 64, 9];
        string padded = header.PadRight((header.Length + 7) / 8 * 8);
        Assert.Equal(RawSafetensors.Build(padded, data), File.ReadAllBytes(folder["t.safetensors"]));
    }

    /// <summary>The models' fixtures were written by the Hugging Face library; writing what they hold gives the same bytes.</summary>
    [Fact]
    [Trait("Kind", "Parity")]
    public void Every_model_fixture_is_reproduced_byte_by_byte()
    {
        // Under models/: other folders' files may have been put together by other programs.
        var paths = ParityFiles.Named("*.safetensors").Where(path => path.Contains("/models/", StringComparison.Ordinal));
        foreach (string path in paths)
        {
            using var scope = NewDisposeScope();
            using var file = new SafetensorsFile(path);
            SafetensorsWriter.Write(
                folder["copy.safetensors"],
                file.Tensors.Keys.Reverse().Select(name => KeyValuePair.Create(name, file.Read(name))),
                file.Metadata
            );
            Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(folder["copy.safetensors"])), path);
        }
    }

    [Fact]
    public void Views_and_transposes_are_written_as_what_they_show()
    {
        using var scope = NewDisposeScope();
        var grid = arange(12, dtype: ScalarType.Float32).view(3, 4); // [3, 4]
        SafetensorsWriter.Write(folder["t.safetensors"], Named(("t", grid.t()), ("column", grid[.., 1])));
        using var file = new SafetensorsFile(folder["t.safetensors"]);
        Assert.Equal([0f, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], file.Read("t").data<float>().ToArray());
        Assert.Equal([1f, 5, 9], file.Read("column").data<float>().ToArray());
    }

    [Fact]
    public void Floating_types_are_converted_on_request_and_others_left_alone()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(
            folder["t.safetensors"],
            Named(("w", tensor(new[] { 1.5f, -2f }).requires_grad_()), ("n", tensor(new[] { 3L }))),
            floats: ScalarType.BFloat16
        );
        using var file = new SafetensorsFile(folder["t.safetensors"]);
        Assert.Equal(ScalarType.BFloat16, file.Tensors["w"].Dtype);
        Assert.Equal(ScalarType.Int64, file.Tensors["n"].Dtype);
        Assert.Equal([1.5f, -2f], file.Read("w").to(ScalarType.Float32).data<float>().ToArray());
    }

    [Fact]
    public void Headers_are_padded_to_eight_bytes_and_names_survive_escaping()
    {
        using var scope = NewDisposeScope();
        for (int length = 1; length <= 8; length++)
        {
            string name = new string('x', length) + "\"\\\né漢😀<";
            SafetensorsWriter.Write(
                folder["t.safetensors"],
                Named((name, zeros(1))),
                new Dictionary<string, string> { ["k"] = name }
            );
            byte[] bytes = File.ReadAllBytes(folder["t.safetensors"]);
            int header = (int)BitConverter.ToInt64(bytes);
            Assert.Equal(0, header % 8);
            using var document = JsonDocument.Parse(bytes.AsMemory(8, header));
            Assert.Equal(name, document.RootElement.GetProperty("__metadata__").GetProperty("k").GetString());
            using var file = new SafetensorsFile(folder["t.safetensors"]);
            Assert.Equal([name], file.Tensors.Keys);
        }
    }

    [Fact]
    public void A_name_given_twice_and_the_reserved_name_are_refused()
    {
        using var scope = NewDisposeScope();
        foreach (string name in new[] { "a", "__metadata__" })
        {
            var error = Assert.Throws<CheckpointException>(() =>
                SafetensorsWriter.Write(folder["t.safetensors"], Named(("a", zeros(1)), (name, zeros(1))))
            );
            Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Writing_leaves_no_tensor_and_no_temporary_file_behind()
    {
        using var weight = zeros(4, 4);
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(folder["t.safetensors"], Named(("w", weight)), floats: ScalarType.Float16);
        Assert.Equal(0, scope.DisposablesCount);
        Assert.Equal([folder["t.safetensors"]], Directory.GetFileSystemEntries(folder.Path));
    }

    public void Dispose() => folder.Dispose();

    private static IEnumerable<KeyValuePair<string, Tensor>> Named(params (string Name, Tensor Tensor)[] tensors) =>
        tensors.Select(t => KeyValuePair.Create(t.Name, t.Tensor));
}
