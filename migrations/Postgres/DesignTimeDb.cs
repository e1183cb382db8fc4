using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace MtRlJudge.Migrations.Postgres;

/// <summary>Lets <c>dotnet ef</c> see the model; the service never uses it.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<JudgeDb>
{
    public JudgeDb CreateDbContext(string[] args) =>
        new(
            new DbContextOptionsBuilder<JudgeDb>()
                .UseNpgsql("Host=design", postgres => postgres.MigrationsAssembly(typeof(DesignTimeDb).Assembly))
                .Options
        );
}
