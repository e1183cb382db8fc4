using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Trainer.Data;

/// <summary>A table of a study: CSV with a header line.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Rows">Column to value, with the line each begins on.</param>
internal sealed record StudyTable(string Path, IReadOnlyList<(int Line, IReadOnlyDictionary<string, string> Cells)> Rows)
{
    /// <param name="path">UTF-8, RFC 4180.</param>
    /// <param name="columns">Columns that it must have.</param>
    /// <exception cref="JudgingDataException">The file is missing or malformed, or lacks a column; the message names it.</exception>
    public static StudyTable Read(string path, params string[] columns)
    {
        if (!File.Exists(path))
        {
            throw new JudgingDataException(path, 0, "the table does not exist");
        }

        using var reader = new StreamReader(path);
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture));
        try
        {
            if (!csv.Read() || !csv.ReadHeader())
            {
                throw new JudgingDataException(path, 1, "the table has no header line");
            }

            string[] header = csv.HeaderRecord!;
            if (columns.Except(header).FirstOrDefault() is { } missing)
            {
                throw new JudgingDataException(path, 1, $"the column '{missing}' is missing");
            }

            List<(int, IReadOnlyDictionary<string, string>)> rows = [];
            while (csv.Read())
            {
                Dictionary<string, string> cells = new(StringComparer.Ordinal);
                for (int i = 0; i < header.Length; i++)
                {
                    cells[header[i]] = csv.GetField(i) ?? "";
                }

                rows.Add((csv.Parser.RawRow, cells));
            }

            return new StudyTable(path, rows);
        }
        catch (CsvHelperException error)
        {
            throw new JudgingDataException(path, csv.Parser.RawRow, "the line has not the columns of the header", error);
        }
    }

    /// <summary>An error about one row.</summary>
    public JudgingDataException Error(int line, string sentence) => new(Path, line, sentence);
}
