using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MtRlJudge.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Feedback : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Group",
                table: "Judgments",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Corrections",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    JudgmentId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Task = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    TaskVersion = table.Column<int>(type: "INTEGER", nullable: false),
                    RaterId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    SupersedesId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    Verdict = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Score = table.Column<double>(type: "REAL", nullable: true),
                    Confirms = table.Column<bool>(type: "INTEGER", nullable: false),
                    Rationale = table.Column<string>(type: "TEXT", nullable: true),
                    Certainty = table.Column<double>(type: "REAL", nullable: true),
                    SecondsSpent = table.Column<double>(type: "REAL", nullable: true),
                    Origin = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Blind = table.Column<bool>(type: "INTEGER", nullable: false),
                    ReviewId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    IdempotencyKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    RequestHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Corrections", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Corrections_Judgments_JudgmentId",
                        column: x => x.JudgmentId,
                        principalTable: "Judgments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "GoldItems",
                columns: table => new
                {
                    JudgmentId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Task = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Verdict = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    CreatedBy = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    RetiredAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GoldItems", x => x.JudgmentId);
                    table.ForeignKey(
                        name: "FK_GoldItems_Judgments_JudgmentId",
                        column: x => x.JudgmentId,
                        principalTable: "Judgments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReviewItems",
                columns: table => new
                {
                    JudgmentId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Task = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Share = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Priority = table.Column<double>(type: "REAL", nullable: false),
                    Answered = table.Column<int>(type: "INTEGER", nullable: false),
                    Skipped = table.Column<int>(type: "INTEGER", nullable: false),
                    Closed = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReviewItems", x => x.JudgmentId);
                    table.ForeignKey(
                        name: "FK_ReviewItems_Judgments_JudgmentId",
                        column: x => x.JudgmentId,
                        principalTable: "Judgments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "Reviews",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    JudgmentId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    RaterId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Origin = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Swapped = table.Column<bool>(type: "INTEGER", nullable: false),
                    Blind = table.Column<bool>(type: "INTEGER", nullable: false),
                    LeasedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    EndedAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    SkipReason = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    SkipNote = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Reviews", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Reviews_Judgments_JudgmentId",
                        column: x => x.JudgmentId,
                        principalTable: "Judgments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            // What was judged before there was a queue was drawn by nobody: it joins the uncertain share.
            migrationBuilder.Sql(
                """
                INSERT INTO "ReviewItems" ("JudgmentId", "Task", "CreatedAt", "Share", "Priority", "Answered", "Skipped", "Closed")
                SELECT "Id", "Task", "CreatedAt", 'Uncertain', (CASE WHEN "Flipped" THEN 1.0 ELSE 0.0 END) + 1.0 - "Confidence", 0, 0, 0
                FROM "Judgments"
                """);

            migrationBuilder.CreateIndex(
                name: "IX_Corrections_CreatedAt_Id",
                table: "Corrections",
                columns: new[] { "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Corrections_JudgmentId_RaterId_Revision",
                table: "Corrections",
                columns: new[] { "JudgmentId", "RaterId", "Revision" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Corrections_RaterId_CreatedAt_Id",
                table: "Corrections",
                columns: new[] { "RaterId", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Corrections_RaterId_IdempotencyKey",
                table: "Corrections",
                columns: new[] { "RaterId", "IdempotencyKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Corrections_Task_CreatedAt_Id",
                table: "Corrections",
                columns: new[] { "Task", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ReviewItems_Closed_Share_Priority",
                table: "ReviewItems",
                columns: new[] { "Closed", "Share", "Priority" });

            migrationBuilder.CreateIndex(
                name: "IX_ReviewItems_Closed_Share_Task_Priority",
                table: "ReviewItems",
                columns: new[] { "Closed", "Share", "Task", "Priority" });

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_JudgmentId_RaterId",
                table: "Reviews",
                columns: new[] { "JudgmentId", "RaterId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Reviews_RaterId_State",
                table: "Reviews",
                columns: new[] { "RaterId", "State" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Corrections");

            migrationBuilder.DropTable(
                name: "GoldItems");

            migrationBuilder.DropTable(
                name: "ReviewItems");

            migrationBuilder.DropTable(
                name: "Reviews");

            migrationBuilder.DropColumn(
                name: "Group",
                table: "Judgments");
        }
    }
}
