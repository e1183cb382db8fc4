using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MtRlJudge.Migrations.Postgres.Migrations
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
                type: "character varying(32)",
                maxLength: 32,
                nullable: true,
                collation: "C");

            migrationBuilder.CreateTable(
                name: "Calibrations",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Task = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    TaskVersion = table.Column<int>(type: "integer", nullable: false),
                    ModelVersion = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    ModelDigest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Temperature = table.Column<double>(type: "double precision", nullable: false),
                    AbstainBelow = table.Column<double>(type: "double precision", nullable: true),
                    TargetError = table.Column<double>(type: "double precision", nullable: true),
                    Items = table.Column<int>(type: "integer", nullable: false),
                    LossBefore = table.Column<double>(type: "double precision", nullable: false),
                    LossAfter = table.Column<double>(type: "double precision", nullable: false),
                    ErrorBefore = table.Column<double>(type: "double precision", nullable: false),
                    ErrorAfter = table.Column<double>(type: "double precision", nullable: false),
                    CreatedBy = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C")
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
