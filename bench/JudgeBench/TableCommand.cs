using System.CommandLine;

namespace JudgeBench;

/// <summary><c>table</c>: the aims beside what the recorded results say of them.</summary>
internal static class TableCommand
{
    public static Command Create()
    {
        var results = new Option<string>("--results")
        {
            Description = "Folder of the recorded results.",
            DefaultValueFactory = _ => "bench/results",
        };
        var readme = new Option<string?>("--readme") { Description = "Document whose table is written anew." };
        var command = new Command("table", "Prints the aims and what was measured of them.") { results, readme };
        command.SetAction(arguments =>
        {
            string folder = arguments.GetValue(results)!;
            string table = AimsTable.Write(new ResultFolder(folder), folder.TrimEnd('/'));
            Console.Write(table);
            if (arguments.GetValue(readme) is { } path)
            {
                File.WriteAllText(path, AimsTable.Replaced(File.ReadAllText(path), table));
            }
        });
        return command;
    }
}
