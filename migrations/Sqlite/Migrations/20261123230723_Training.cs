using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MtRlJudge.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Training : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "SplitKeys",
                columns: table => new
                {
                    Key = table.Column<string>(type: "TEXT", maxLength: 210, nullable: false),
                    Side = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    RunId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SplitKeys", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "TrainingLeases",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false),
                    RunId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Holder = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    Token = table.Column<long>(type: "INTEGER", nullable: false),
                    HeartbeatAt = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrainingLeases", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TrainingRuns",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    ActiveSlot = table.Column<int>(type: "INTEGER", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", nullable: true),
                    Trigger = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Options = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    SnapshotAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    TrainedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    GatedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Attempt = table.Column<int>(type: "INTEGER", nullable: false),
                    CancelRequested = table.Column<bool>(type: "INTEGER", nullable: false),
                    ProcessHost = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    ProcessId = table.Column<int>(type: "INTEGER", nullable: true),
                    ProcessStartedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    Step = table.Column<int>(type: "INTEGER", nullable: false),
                    Steps = table.Column<int>(type: "INTEGER", nullable: false),
                    SecondsLeft = table.Column<double>(type: "REAL", nullable: true),
                    TrainItems = table.Column<int>(type: "INTEGER", nullable: false),
                    HeldOutItems = table.Column<int>(type: "INTEGER", nullable: false),
                    SnapshotDigest = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    BaseVersion = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    BaseDigest = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    GateReport = table.Column<string>(type: "TEXT", nullable: true),
                    CandidateVersion = table.Column<string>(type: "TEXT", maxLength: 128, nullable: true),
                    Promoted = table.Column<bool>(type: "INTEGER", nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrainingRuns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TrainingRunItems",
                columns: table => new
                {
                    RunId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    CorrectionId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    JudgmentId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Side = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrainingRunItems", x => new { x.RunId, x.CorrectionId });
                    table.ForeignKey(
                        name: "FK_TrainingRunItems_TrainingRuns_RunId",
                        column: x => x.RunId,
                        principalTable: "TrainingRuns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_TrainingRunItems_JudgmentId",
                table: "TrainingRunItems",
                column: "JudgmentId");

            migrationBuilder.CreateIndex(
                name: "IX_TrainingRuns_ActiveSlot",
                table: "TrainingRuns",
                column: "ActiveSlot",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_TrainingRuns_CreatedAt_Id",
                table: "TrainingRuns",
                columns: new[] { "CreatedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SplitKeys");

            migrationBuilder.DropTable(
                name: "TrainingLeases");

            migrationBuilder.DropTable(
                name: "TrainingRunItems");

            migrationBuilder.DropTable(
                name: "TrainingRuns");
        }
    }
}
