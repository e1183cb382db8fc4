using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MtRlJudge.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Calibrations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "CalibrationId",
                table: "Judgments",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Calibrations",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Task = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    TaskVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    ModelVersion = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    ModelDigest = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Temperature = table.Column<double>(type: "REAL", nullable: false),
                    AbstainBelow = table.Column<double>(type: "REAL", nullable: true),
                    TargetError = table.Column<double>(type: "REAL", nullable: true),
                    Items = table.Column<int>(type: "INTEGER", nullable: false),
                    LossBefore = table.Column<double>(type: "REAL", nullable: false),
                    LossAfter = table.Column<double>(type: "REAL", nullable: false),
                    ErrorBefore = table.Column<double>(type: "REAL", nullable: false),
                    ErrorAfter = table.Column<double>(type: "REAL", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Calibrations", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Calibrations_ModelDigest_Task_TaskVersion_Id",
                table: "Calibrations",
                columns: new[] { "ModelDigest", "Task", "TaskVersion", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Calibrations");

            migrationBuilder.DropColumn(
                name: "CalibrationId",
                table: "Judgments");
        }
    }
}
