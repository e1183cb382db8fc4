using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace MtRlJudge.Migrations.Sqlite;

/// <summary>Lets <c>dotnet ef</c> see the model; the service never uses it.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<JudgeDb>
{
    public JudgeDb CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<JudgeDb>()
                .UseSqlite("Data Source=design.db", sqlite => sqlite.MigrationsAssembly(typeof(DesignTimeDb).Assembly))
                .Options
        );
}
