// Build step: adapts libLibTorchSharp.so in an output folder to this host. usage: NativeCompat FOLDER
using NativeCompat;

const string LibraryName = "libLibTorchSharp.so";

if (args.Length != 1 || !Directory.Exists(args[0]))
{
    Console.Error.WriteLine($"usage: NativeCompat FOLDER   (the folder that holds {LibraryName})");
    return 2;
}

string path = Path.Combine(args[0], LibraryName);
if (!OperatingSystem.IsLinux() || !File.Exists(path))
{
    return 0;
}

try
{
    byte[] library = File.ReadAllBytes(path);
    var (host, versions) = HostLibrary.Read();
    switch (CompatPatch.Apply(library, versions))
    {
        case Outcome.Adapted adapted:
            Replace(path, library);
            Console.WriteLine($"{LibraryName} adapted to {host}: {adapted.Message}");
            return 0;
        case Outcome.Unhelpable unhelpable:
            Console.Error.WriteLine($"{LibraryName}: error NC0001: {unhelpable.Message}");
            return 1;
        default:
            return 0;
    }
}
catch (InvalidDataException exception)
{
    Console.Error.WriteLine($"{LibraryName}: error NC0002: {exception.Message}");
    return 1;
}

// A new file, then a rename: the output may be a hard link to the package cache, which must stay as it was published.
// The time stamp is kept so that the next build sees an unchanged file and does not copy it again.
static void Replace(string path, byte[] library)
{
    string temporary = $"{path}.{Environment.ProcessId}.tmp";
    File.WriteAllBytes(temporary, library);
    File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
    File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(path));
    File.Move(temporary, path, overwrite: true);
}
