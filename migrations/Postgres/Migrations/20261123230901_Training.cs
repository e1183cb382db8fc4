using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MtRlJudge.Migrations.Postgres.Migrations
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
                    Key = table.Column<string>(type: "character varying(210)", maxLength: 210, nullable: false, collation: "C"),
                    Side = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    RunId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SplitKeys", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "TrainingLeases",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    RunId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    Holder = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    Token = table.Column<long>(type: "bigint", nullable: false),
                    HeartbeatAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrainingLeases", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TrainingRuns",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    ActiveSlot = table.Column<int>(type: "integer", nullable: true),
                    Reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Trigger = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Options = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CreatedBy = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    StartedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    SnapshotAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    TrainedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    GatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Attempt = table.Column<int>(type: "integer", nullable: false),
                    CancelRequested = table.Column<bool>(type: "boolean", nullable: false),
                    ProcessHost = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    ProcessId = table.Column<int>(type: "integer", nullable: true),
                    ProcessStartedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Step = table.Column<int>(type: "integer", nullable: false),
                    Steps = table.Column<int>(type: "integer", nullable: false),
                    SecondsLeft = table.Column<double>(type: "double precision", nullable: true),
                    TrainItems = table.Column<int>(type: "integer", nullable: false),
                    HeldOutItems = table.Column<int>(type: "integer", nullable: false),
                    SnapshotDigest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    BaseVersion = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    BaseDigest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    GateReport = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    CandidateVersion = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    Promoted = table.Column<bool>(type: "boolean", nullable: false),
                    Revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TrainingRuns", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TrainingRunItems",
                columns: table => new
                {
                    RunId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    CorrectionId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    JudgmentId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    Side = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false)
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
