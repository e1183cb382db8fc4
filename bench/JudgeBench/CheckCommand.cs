using System.CommandLine;

namespace JudgeBench;

/// <summary><c>check</c>: whether written results are whole.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "JSON files of results.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("check", "Fails where a result lacks a field or a list has no row.") { files };
        command.SetAction(arguments =>
        {
            int faulty = 0;
            foreach (string file in arguments.GetValue(files)!)
            {
                string? fault = File.Exists(file)
                    ? ResultCheck.Fault(Path.GetFileName(file), File.ReadAllText(file))
                    : "is missing";
                Console.WriteLine($"{file}: {fault ?? "whole"}");
                faulty += fault is null ? 0 : 1;
            }

            return faulty == 0 ? 0 : 1;
        });
        return command;
    }
}
