// Build step: adapts libLibTorchSharp.so in an output folder to this host. usage: NativeCompat FOLDER
// Exit code 0: loads here (or nothing to do), 1: cannot load here (the sentence says why), 2: wrong usage.
using NativeCompat;

if (args.Length != 1 || !Directory.Exists(args[0]))
{
    Console.Error.WriteLine($"usage: NativeCompat FOLDER   (the folder that holds {CompatFile.Name})");
    return 2;
}

string path = Path.Combine(args[0], CompatFile.Name);
if (!OperatingSystem.IsLinux() || !File.Exists(path))
{
    return 0;
}

try
{
    var (runtime, versions) = HostRuntime.Read();
    switch (CompatFile.Adapt(path, versions))
    {
        case Outcome.Adapted adapted:
            Console.WriteLine($"{CompatFile.Name} adapted to {runtime}: {adapted.Message}");
            return 0;
        case Outcome.Unhelpable unhelpable:
            return Fail("NC0001", unhelpable.Message);
        case var untouched:
            Console.WriteLine($"{CompatFile.Name} left as it is: {untouched.Message}");
            return 0;
    }
}
catch (InvalidDataException exception)
{
    return Fail("NC0002", exception.Message);
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    return Fail("NC0003", exception.Message);
}

// The form in which MSBuild recognises an error.
static int Fail(string code, string sentence)
{
    Console.Error.WriteLine($"{CompatFile.Name}: error {code}: {sentence}");
    return 1;
}
