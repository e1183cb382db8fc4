using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MtRlJudge.Migrations.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Models : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AuditEntries",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    KeyId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    Action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Subject = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    From = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    To = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    Reason = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AuditEntries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ModelVersions",
                columns: table => new
                {
                    Name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    Digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    Folder = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Origin = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Pinned = table.Column<bool>(type: "boolean", nullable: false),
                    Base = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    RunId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    DataDigest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    GateReport = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Bytes = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    CreatedBy = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ModelVersions", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "ServerStates",
                columns: table => new
                {
                    Server = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    Version = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    Digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    Loading = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    Error = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Since = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    SeenAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ServerStates", x => x.Server);
                });

            migrationBuilder.CreateTable(
                name: "WantedModel",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Desired = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    Previous = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    Generation = table.Column<long>(type: "bigint", nullable: false),
                    ChangedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WantedModel", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_At_Id",
                table: "AuditEntries",
                columns: new[] { "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ModelVersions_CreatedAt_Name",
                table: "ModelVersions",
                columns: new[] { "CreatedAt", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_ModelVersions_Digest",
                table: "ModelVersions",
                column: "Digest");

            migrationBuilder.CreateIndex(
                name: "IX_ServerStates_SeenAt",
                table: "ServerStates",
                column: "SeenAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AuditEntries");

            migrationBuilder.DropTable(
                name: "ModelVersions");

            migrationBuilder.DropTable(
                name: "ServerStates");

            migrationBuilder.DropTable(
                name: "WantedModel");
        }
    }
}
