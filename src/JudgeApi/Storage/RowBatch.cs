// Rows of the busiest path: the model's own names and conversions, without the change tracking that would cost more than the database does.
using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace JudgeApi.Storage;

/// <summary>New rows, inserted by one command in the order in which they were added, within the transaction that is under way.</summary>
internal sealed class RowBatch : IAsyncDisposable
{
    private readonly JudgeDb db;
    private readonly ISqlGenerationHelper names;
    private readonly DbCommand command;
    private readonly StringBuilder text = new();

    public RowBatch(JudgeDb db)
    {
        this.db = db;
        names = db.GetService<ISqlGenerationHelper>();
        command = db.Database.GetDbConnection().CreateCommand();
    }

    /// <param name="row">All of its columns; rows that it refers to are not added with it.</param>
    /// <param name="unlessThere">A row that has the same value where values are unique stays as it is, instead of failing the batch.</param>
    public void Add<T>(T row, bool unlessThere = false)
        where T : class
    {
        var table = db.Model.FindEntityType(typeof(T))!.GetTableMappings().Single();
        var values = new StringBuilder();
        text.Append("INSERT INTO ");
        names.DelimitIdentifier(text, table.Table.Name, table.Table.Schema);
        string separator = " (";
        foreach (var column in table.ColumnMappings)
        {
            string name = names.GenerateParameterName(
                string.Create(CultureInfo.InvariantCulture, $"p{command.Parameters.Count}")
            );
            command.Parameters.Add(
                column.TypeMapping.CreateParameter(
                    command,
                    name,
                    column.Property.PropertyInfo!.GetValue(row),
                    column.Column.IsNullable
                )
            );
            text.Append(separator);
            names.DelimitIdentifier(text, column.Column.Name);
            values.Append(separator).Append(name);
            separator = ", ";
        }

        text.Append(") VALUES").Append(values).Append(unlessThere ? ") ON CONFLICT DO NOTHING;\n" : ");\n");
    }

    /// <exception cref="DbException">The database does not take them.</exception>
    public async Task InsertAsync(CancellationToken cancellationToken)
    {
        command.CommandText = text.ToString();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandTimeout = db.Database.GetCommandTimeout() ?? command.CommandTimeout;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => command.DisposeAsync();
}
