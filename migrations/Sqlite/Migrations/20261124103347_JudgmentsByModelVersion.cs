using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MtRlJudge.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class JudgmentsByModelVersion : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Judgments_ModelVersion_CreatedAt_Id",
                table: "Judgments",
                columns: new[] { "ModelVersion", "CreatedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Judgments_ModelVersion_CreatedAt_Id",
                table: "Judgments");
        }
    }
}
