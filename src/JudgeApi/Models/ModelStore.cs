using JudgeApi.Hosting;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Models;

/// <summary>Where the files of versions lie: data/models/NAME, and configured checkpoints where they are.</summary>
internal sealed class ModelStore(ServicePaths paths)
{
    /// <summary>Holds the versions' folders; servers that share a database share it.</summary>
    public string Root { get; } = Path.Combine(paths.Data, "models");

    /// <summary>Absolute path of a version's folder.</summary>
    public string PathOf(ModelVersion version) => Path.GetFullPath(version.Folder, Root);

    /// <summary>Bytes of a folder's files.</summary>
    public static long BytesOf(string folder) => new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);

    /// <summary>A new empty folder inside the store, for what is not a version yet; the caller removes it.</summary>
    public string NewWorkFolder()
    {
        string path = Path.Combine(Root, $".work-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>Removes a version's files; configured checkpoints are not this store's to remove.</summary>
    public void Remove(ModelVersion version)
    {
        string path = PathOf(version);
        if (path.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
