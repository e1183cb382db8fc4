using JudgeCore.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Checkpoints;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    [Trait("Kind", "Parity")]
    public void Every_fixture_opens_and_each_tensor_reads_as_its_header_says()
    {
        var files = ParityFiles.Named("*.safetensors");
        Assert.NotEmpty(files);
        foreach (string path in files)
        {
            using var scope = NewDisposeScope();
            using var file = new SafetensorsFile(path);
            Assert.NotEmpty(file.Tensors);
            foreach (var (name, entry) in file.Tensors)
            {
                var tensor = file.Read(name);
                Assert.Equal(entry.Shape, tensor.shape);
                Assert.Equal(entry.Dtype, tensor.dtype);
                Assert.True(file.Bytes(name).SequenceEqual(tensor.bytes), $"{path}: {name}");
            }
        }
    }

    [Fact]
    public void Values_shapes_and_metadata_are_those_that_were_written()
    {
        byte[] data = [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f), .. BitConverter.GetBytes(7L), 0x80, 0x3f];
        using var file = Open(
            """
            {"__metadata__":{"format":"pt"},"half":{"dtype":"BF16","shape":[1,1],"data_offsets":[16,18]},
             "row":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"scalar":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}
            """,
            data
        );
        Assert.Equal(["row", "scalar", "half"], file.Tensors.Keys);
        Assert.Equal("pt", file.Metadata["format"]);
        using var row = file.Read("row");
        using var scalar = file.Read("scalar");
        using var half = file.Read("half");
        Assert.Equal([1.5f, -2f], row.data<float>().ToArray());
        Assert.Equal(7L, scalar.item<long>());
        Assert.Empty(scalar.shape);
        Assert.Equal(ScalarType.BFloat16, half.dtype);
        Assert.Equal([1L, 1L], half.shape);
        Assert.Equal(1f, half.to(ScalarType.Float32).item<float>());
    }

    [Fact]
    public void Reading_outlives_the_file_and_a_disposed_file_refuses()
    {
        var file = Open("""{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}""", [1, 2, 3]);
        using var tensor = file.Read("a");
        file.Dispose();
        Assert.Equal([1, 2, 3], tensor.data<byte>().ToArray());
        Assert.Throws<ObjectDisposedException>(() => file.Read("a"));
    }

    [Fact]
    public void Copying_converts_the_type_and_refuses_another_shape()
    {
        using var file = Open("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", [0, 0, 128, 63, 0, 0, 0, 64]);
        using var same = zeros(2, dtype: ScalarType.Float32);
        using var other = zeros(2, dtype: ScalarType.BFloat16);
        using var wrong = zeros(1, dtype: ScalarType.Float32);
        file.ReadInto("a", same);
        file.ReadInto("a", other);
        Assert.Equal([1f, 2f], same.data<float>().ToArray());
        using var widened = other.to(ScalarType.Float32);
        Assert.Equal([1f, 2f], widened.data<float>().ToArray());
        var error = Assert.Throws<CheckpointException>(() => file.ReadInto("a", wrong));
        Assert.Contains("'a' of shape [2], wanted is [1]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Copying_leaves_no_tensor_behind()
    {
        using var file = Open("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]);
        using var same = zeros(2, dtype: ScalarType.Float32);
        using var other = zeros(2, dtype: ScalarType.Float64);
        using var scope = NewDisposeScope();
        file.ReadInto("a", same);
        file.ReadInto("a", other);
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void A_missing_tensor_and_a_missing_file_are_named()
    {
        using var file = Open("{}", []);
        Assert.Contains(
            "no tensor 'b'",
            Assert.Throws<CheckpointException>(() => file.Read("b")).Message,
            StringComparison.Ordinal
        );
        var error = Assert.Throws<CheckpointException>(() => new SafetensorsFile(folder["absent.safetensors"]));
        Assert.Contains("absent.safetensors", error.Message, StringComparison.Ordinal);
        Assert.Throws<CheckpointException>(() => new SafetensorsFile(folder.Path));
    }

    public void Dispose() => folder.Dispose();

    private SafetensorsFile Open(string header, byte[] data)
    {
        string path = folder[$"{Guid.NewGuid():N}.safetensors"];
        File.WriteAllBytes(path, RawSafetensors.Build(header, data));
        return new SafetensorsFile(path);
    }
}
