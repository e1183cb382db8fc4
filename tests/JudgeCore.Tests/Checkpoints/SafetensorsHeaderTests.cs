using System.Text;
using FsCheck;
using FsCheck.Fluent;
using JudgeCore.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Checkpoints;

public sealed class SafetensorsHeaderTests : IDisposable
{
    private const string Valid = """
        {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"BOOL","shape":[4],"data_offsets":[24,28]}}
        """;

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("", "no valid JSON", 0)]
    [InlineData("[]", "must be an object", 0)]
    [InlineData("{", "no valid JSON", 0)]
    [InlineData("{} x", "no valid JSON", 0)]
    [InlineData("""{"a":3}""", "tensor 'a' must be an object", 0)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "tensor 'a' needs dtype, shape and two data_offsets", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}""", "tensor 'a' needs dtype", 4)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}""", "'data_offsets' holds more than 2", 4)]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", "dtype 'F8_E4M3'; supported are BOOL", 1)]
    [InlineData("""{"a":{"dtype":7,"shape":[1],"data_offsets":[0,1]}}""", "'dtype' must be a string", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}""", "'shape' must hold whole numbers", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,1]}}""", "'shape' must hold whole numbers", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":"1","data_offsets":[0,1]}}""", "'shape' must be a list", 1)]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,0]}}""",
        "data_offsets [1, 0] outside of the file's 1 bytes",
        1
    )]
    [InlineData("""{"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}}""", "outside of the file's 8 bytes", 8)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,3]}}""", "needs 4 bytes, its data_offsets give 3", 3)]
    [InlineData("""{"a":{"dtype":"U8","shape":[9223372036854775807,3],"data_offsets":[0,1]}}""", "larger than", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "larger than", 0)]
    [InlineData("""{"a":{"dtype":"U8","shape":[0,9223372036854775807,9],"data_offsets":[0,0]}}""", "larger than", 0)]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""",
        "'a' occurs twice",
        2
    )]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "'dtype' occurs twice", 1)]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"scale":2}}""", "'scale' is no field of the format", 1)]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""",
        "overlaps",
        3
    )]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""",
        "hole",
        3
    )]
    [InlineData("""{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "its tensors take 1 bytes, but 2 follow it", 2)]
    [InlineData("""{"__metadata__":{"a":1}}""", "__metadata__ 'a' must be a string", 0)]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "__metadata__ occurs twice", 0)]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", "no valid JSON", 1)]
    public void A_header_that_breaks_a_rule_is_refused_by_name(string header, string sentence, int dataLength)
    {
        var error = Assert.Throws<CheckpointException>(() => Open(RawSafetensors.Build(header, dataLength)));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.Contains("hostile.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "has 0 bytes")]
    [InlineData(7, "has 7 bytes")]
    public void A_file_without_room_for_a_header_is_refused(int length, string sentence) =>
        Assert.Contains(
            sentence,
            Assert.Throws<CheckpointException>(() => Open(new byte[length])).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(1UL << 32)]
    [InlineData(100_000_001)]
    [InlineData(3)]
    public void A_claimed_header_length_is_checked_before_anything_is_allocated_for_it(ulong claimed)
    {
        byte[] bytes = RawSafetensors.Build(claimed, "{}"u8.ToArray(), []);
        long allocated = Allocated(() => Assert.Throws<CheckpointException>(() => Open(bytes)));
        Assert.InRange(allocated, 0, 1 << 20);
    }

    [Fact]
    public void More_dimensions_than_the_limit_are_refused()
    {
        string shape = string.Join(",", Enumerable.Repeat("1", 33));
        string header = $$$"""{"a":{"dtype":"U8","shape":[{{{shape}}}],"data_offsets":[0,1]}}""";
        var error = Assert.Throws<CheckpointException>(() => Open(RawSafetensors.Build(header, 1)));
        Assert.Contains("'shape' holds more than 32 numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_very_long_name_does_not_fill_the_message()
    {
        string header = $$$"""{"{{{new string('n', 1_000_000)}}}":{"dtype":"F32","shape":[1],"data_offsets":[0,1]}}""";
        var error = Assert.Throws<CheckpointException>(() => Open(RawSafetensors.Build(header, 1)));
        Assert.InRange(error.Message.Length, 1, 500);
    }

    [Fact]
    public void Cutting_a_file_anywhere_is_noticed()
    {
        byte[] whole = RawSafetensors.Build(Valid, 28);
        Open(whole);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<CheckpointException>(() => Open(whole[..length]));
        }
    }

    /// <summary>Flips, drops, doubles and splices bytes of a valid file: the result reads as tensors of the real size, or is refused.</summary>
    [Fact]
    public void Random_damage_ends_in_the_typed_refusal_or_in_a_consistent_file_and_never_in_a_large_allocation()
    {
        var edits = Gen.Zip(Gen.Choose(0, 5), Gen.Zip(Gen.Choose(0, 10_000), Gen.Choose(0, 255)))
            .Select(t => (Kind: t.Item1, At: t.Item2.Item1, Value: t.Item2.Item2))
            .NonEmptyListOf();
        Prop.ForAll(
                edits.ToArbitrary(),
                list =>
                {
                    byte[] damaged = [.. list.Aggregate(RawSafetensors.Build(Valid, 28).ToList(), Damage)];
                    long allocated = Allocated(() => ReadAll(damaged));
                    return allocated < 4 << 20;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(600).WithReplay(20_260_101, 7));
    }

    /// <summary>Well-formed headers with random numbers: sizes that do not fit are refused, never believed.</summary>
    [Fact]
    public void Random_shapes_and_offsets_are_refused_unless_they_tile_the_data()
    {
        var number = Gen.OneOf(
            Gen.Choose(0, 8).Select(n => (long)n),
            Gen.Elements(long.MaxValue, 1L << 32, 1L << 62, -1L, 28L, 24L)
        );
        var shape = number.ListOf();
        var offsets = number.Two();
        var type = Gen.Elements("F64", "F32", "BF16", "U8", "BOOL", "I64", "C64");
        Prop.ForAll(
                Gen.Zip(type, Gen.Zip(shape, offsets)).ToArbitrary(),
                t =>
                {
                    var (begin, end) = t.Item2.Item2;
                    string header =
                        $$$"""{"a":{"dtype":"{{{t.Item1}}}","shape":[{{{string.Join(",", t.Item2.Item1)}}}],"data_offsets":[{{{begin}}},{{{end}}}]}}""";
                    return Allocated(() => ReadAll(RawSafetensors.Build(header, 28))) < 4 << 20;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(600).WithReplay(20_260_102, 7));
    }

    public void Dispose() => folder.Dispose();

    private static List<byte> Damage(List<byte> bytes, (int Kind, int At, int Value) edit)
    {
        int at = bytes.Count == 0 ? 0 : edit.At % bytes.Count;
        switch (edit.Kind)
        {
            case 0 when bytes.Count > 0:
                bytes[at] = (byte)edit.Value;
                break;
            case 1 when bytes.Count > 0:
                bytes.RemoveAt(at);
                break;
            case 2:
                bytes.Insert(at, (byte)edit.Value);
                break;
            case 3 when bytes.Count > 0: // a digit becomes another, which keeps the JSON whole
                int digit = bytes.FindIndex(at, value => value is >= (byte)'0' and <= (byte)'9');
                bytes[Math.Max(digit, 0)] = (byte)('0' + edit.Value % 10);
                break;
            case 4:
                bytes.InsertRange(at, Encoding.ASCII.GetBytes($"{(long)edit.Value * long.MaxValue / 255}"));
                break;
            case 5 when bytes.Count > 0:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(edit.Value, bytes.Count - at)));
                break;
        }

        return bytes;
    }

    private void ReadAll(byte[] content)
    {
        try
        {
            string path = Save(content);
            using var scope = NewDisposeScope();
            using var file = new SafetensorsFile(path);
            foreach (var (name, entry) in file.Tensors)
            {
                Assert.Equal(entry.Length, file.Bytes(name).Length);
                Assert.Equal(entry.Length, file.Read(name).bytes.Length);
            }

            Assert.True(file.Tensors.Values.Sum(entry => entry.Length) <= content.Length);
        }
        catch (CheckpointException) { }
    }

    private static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Open(byte[] content) => new SafetensorsFile(Save(content)).Dispose();

    private string Save(byte[] content)
    {
        string path = folder["hostile.safetensors"];
        File.WriteAllBytes(path, content);
        return path;
    }
}
