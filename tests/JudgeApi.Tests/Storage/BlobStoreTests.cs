using JudgeApi.Storage;

namespace JudgeApi.Tests.Storage;

public sealed class BlobStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mtrl-blobs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Bytes_come_back_by_their_hash_and_a_torn_file_is_replaced()
    {
        var store = new BlobStore(folder);
        byte[] bytes = [1, 2, 3];
        string id = BlobStore.IdOf(bytes);
        Assert.Equal("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", id);
        await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => Task.Run(() => store.Put(id, bytes), TestContext.Current.CancellationToken))
        );
        Assert.Equal(bytes, await store.GetAsync(id, TestContext.Current.CancellationToken));
        Assert.Equal(store.PathOf(id), Assert.Single(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)));

        await File.WriteAllBytesAsync(store.PathOf(id), [1], TestContext.Current.CancellationToken);
        store.Put(id, bytes);
        Assert.Equal(bytes, await store.GetAsync(id, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("039058C6F2C0CB492C533B0A4D14EF77CC0F78ABCCCED5287D84A1A2011CFB81")]
    public async Task Nothing_but_a_hash_is_a_name(string id)
    {
        var store = new BlobStore(folder);
        Assert.Null(await store.GetAsync(id, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => store.PathOf(id));
    }
}
