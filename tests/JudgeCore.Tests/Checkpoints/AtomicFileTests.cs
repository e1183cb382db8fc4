using JudgeCore.Checkpoints;

namespace JudgeCore.Tests.Checkpoints;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_file_is_created_and_replaced()
    {
        AtomicFile.Write(folder["a.json"], "one");
        AtomicFile.Write(folder["a.json"], "two");
        Assert.Equal("two", File.ReadAllText(folder["a.json"]));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_file_and_nothing_else()
    {
        AtomicFile.Write(folder["a.json"], "old");
        Assert.Throws<IOException>(() =>
            AtomicFile.Write(
                folder["a.json"],
                stream =>
                {
                    stream.Write("half"u8);
                    throw new IOException("disk full");
                }
            )
        );
        Assert.Equal("old", File.ReadAllText(folder["a.json"]));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Someone_reading_the_old_file_keeps_reading_it()
    {
        AtomicFile.Write(folder["a.json"], "old");
        using var reader = new StreamReader(folder["a.json"]);
        AtomicFile.Write(folder["a.json"], "new");
        Assert.Equal("old", reader.ReadToEnd());
    }

    public void Dispose() => folder.Dispose();
}
