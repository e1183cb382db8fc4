// RFC 4180: fields between commas, quoted where they hold a comma, a quote or a line break; the first line names the columns.
using System.Text;

namespace JudgeApi.Imports;

internal static class CsvRows
{
    /// <summary>The rows below the header, each as its fields by column. A row with another number of fields is an error.</summary>
    /// <exception cref="ImportException">Names the row, counted from 1 for the header.</exception>
    public static IEnumerable<ImportRow> Read(string file, TextReader reader)
    {
        string[]? columns = null;
        int number = 0;
        while (Record(reader) is { } fields)
        {
            number++;
            if (columns is null)
            {
                columns = [.. fields.Select(name => name.Trim())];
                continue;
            }

            if (fields is [""])
            {
                continue;
            }

            if (fields.Count != columns.Length)
            {
                throw new ImportException($"{file} row {number} has {fields.Count} fields; the header has {columns.Length}.");
            }

            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            for (int i = 0; i < columns.Length; i++)
            {
                values[columns[i]] = fields[i];
            }

            yield return new ImportRow(file, number, values);
        }
    }

    private static List<string>? Record(TextReader reader)
    {
        if (reader.Peek() < 0)
        {
            return null;
        }

        List<string> fields = [];
        var field = new StringBuilder();
        bool quoted = false;
        while (true)
        {
            int next = reader.Read();
            if (quoted && next >= 0)
            {
                if (next != '"')
                {
                    field.Append((char)next);
                }
                else if (reader.Peek() == '"')
                {
                    field.Append((char)reader.Read());
                }
                else
                {
                    quoted = false;
                }
            }
            else if (next == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (next is ',' or '\n' or < 0)
            {
                fields.Add(field.ToString());
                field.Clear();
                if (next != ',')
                {
                    return fields;
                }
            }
            else if (next != '\r' || reader.Peek() != '\n')
            {
                field.Append((char)next);
            }
        }
    }
}
