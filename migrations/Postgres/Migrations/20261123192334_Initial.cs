using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MtRlJudge.Migrations.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ApiKeys",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    Name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "C"),
                    Role = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Prefix = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false, collation: "C"),
                    Hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    RevokedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    LastUsedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ApiKeys", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Images",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    MediaType = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Bytes = table.Column<long>(type: "bigint", nullable: false),
                    Width = table.Column<int>(type: "integer", nullable: false),
                    Height = table.Column<int>(type: "integer", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Images", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Judgments",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Task = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    TaskVersion = table.Column<int>(type: "integer", nullable: false),
                    TwinVersion = table.Column<int>(type: "integer", nullable: true),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Mode = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Strategy = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    Text = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Reference = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Group = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    Verdict = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Confidence = table.Column<double>(type: "double precision", nullable: false),
                    Distribution = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Score = table.Column<double>(type: "double precision", nullable: true),
                    Rationale = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Abstained = table.Column<bool>(type: "boolean", nullable: false),
                    SwapFirst = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    SwapSecond = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Flipped = table.Column<bool>(type: "boolean", nullable: true),
                    ModelVersion = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    ModelDigest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    PromptTokens = table.Column<int>(type: "integer", nullable: false),
                    ImageTokens = table.Column<int>(type: "integer", nullable: false),
                    CompletionTokens = table.Column<int>(type: "integer", nullable: false),
                    QueueMs = table.Column<double>(type: "double precision", nullable: false),
                    ImageMs = table.Column<double>(type: "double precision", nullable: false),
                    ModelMs = table.Column<double>(type: "double precision", nullable: false),
                    KeyId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Judgments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "TaskRevisions",
                columns: table => new
                {
                    Name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    Definition = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    CreatedBy = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_TaskRevisions", x => new { x.Name, x.Version });
                });

            migrationBuilder.CreateTable(
                name: "Corrections",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    JudgmentId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Task = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    TaskVersion = table.Column<int>(type: "integer", nullable: false),
                    RaterId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Revision = table.Column<int>(type: "integer", nullable: false),
                    SupersedesId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    Verdict = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Score = table.Column<double>(type: "double precision", nullable: true),
                    Confirms = table.Column<bool>(type: "boolean", nullable: false),
                    Rationale = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Certainty = table.Column<double>(type: "double precision", nullable: true),
                    SecondsSpent = table.Column<double>(type: "double precision", nullable: true),
                    Origin = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Blind = table.Column<bool>(type: "boolean", nullable: false),
                    ReviewId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    IdempotencyKey = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    RequestHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C")
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
                    JudgmentId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    Task = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Verdict = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    CreatedBy = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    RetiredAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
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
                name: "JudgedImages",
                columns: table => new
                {
                    JudgmentId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    Position = table.Column<int>(type: "integer", nullable: false),
                    ImageId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_JudgedImages", x => new { x.JudgmentId, x.Position });
                    table.ForeignKey(
                        name: "FK_JudgedImages_Images_ImageId",
                        column: x => x.ImageId,
                        principalTable: "Images",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_JudgedImages_Judgments_JudgmentId",
                        column: x => x.JudgmentId,
                        principalTable: "Judgments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ReviewItems",
                columns: table => new
                {
                    JudgmentId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    Task = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Share = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Priority = table.Column<double>(type: "double precision", nullable: false),
                    Answered = table.Column<int>(type: "integer", nullable: false),
                    Skipped = table.Column<int>(type: "integer", nullable: false),
                    Closed = table.Column<bool>(type: "boolean", nullable: false)
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
                    Id = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    JudgmentId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    RaterId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    Origin = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Swapped = table.Column<bool>(type: "boolean", nullable: false),
                    Blind = table.Column<bool>(type: "boolean", nullable: false),
                    LeasedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    SkipReason = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    SkipNote = table.Column<string>(type: "text", nullable: true, collation: "C")
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

            migrationBuilder.CreateIndex(
                name: "IX_ApiKeys_Hash",
                table: "ApiKeys",
                column: "Hash",
                unique: true);

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
                name: "IX_JudgedImages_ImageId",
                table: "JudgedImages",
                column: "ImageId");

            migrationBuilder.CreateIndex(
                name: "IX_Judgments_CreatedAt_Id",
                table: "Judgments",
                columns: new[] { "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Judgments_ModelDigest_CreatedAt_Id",
                table: "Judgments",
                columns: new[] { "ModelDigest", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Judgments_Reference_CreatedAt_Id",
                table: "Judgments",
                columns: new[] { "Reference", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Judgments_Task_CreatedAt_Id",
                table: "Judgments",
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
                name: "ApiKeys");

            migrationBuilder.DropTable(
                name: "Corrections");

            migrationBuilder.DropTable(
                name: "GoldItems");

            migrationBuilder.DropTable(
                name: "JudgedImages");

            migrationBuilder.DropTable(
                name: "ReviewItems");

            migrationBuilder.DropTable(
                name: "Reviews");

            migrationBuilder.DropTable(
                name: "TaskRevisions");

            migrationBuilder.DropTable(
                name: "Images");

            migrationBuilder.DropTable(
                name: "Judgments");
        }
    }
}
