// Writes the next migration: node prisma/new-migration.ts <name>. It compares the schema of HEAD (or nothing, for the
// first) with the present one; the engine wants a server to talk to, so a throw-away one is started.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { startEmbedded } from "../src/storage/embedded.ts";
import { loadEngine } from "../src/storage/migrate.ts";

const [name, from] = process.argv.slice(2);
if (!name || !/^[a-z0-9_]+$/.test(name))
  throw new Error("usage: node prisma/new-migration.ts <name_in_snake_case> [empty]");

const schema = readFileSync(path.join(import.meta.dirname, "schema.prisma"), "utf8");
const before =
  from === "empty" ? undefined : execFileSync("git", ["show", "HEAD:prisma/schema.prisma"], { encoding: "utf8" });
const target = (content: string) => ({
  tag: "schemaDatamodel" as const,
  files: [{ path: "schema.prisma", content }],
});

const scratch = mkdtempSync(path.join(tmpdir(), "migration-"));
chmodSync(scratch, 0o755);
const server = await startEmbedded(scratch, { settings: { fsync: "off" } });
const { SchemaEngine } = await loadEngine();
const engine = await SchemaEngine.new(
  { datamodels: [["schema.prisma", schema]] },
  () => undefined,
  bindMigrationAwareSqlAdapterFactory(new PrismaPg(server.address)),
);
const { stdout } = await engine.diff({
  from: before === undefined ? { tag: "empty" } : target(before),
  to: target(schema),
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
const stamp = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
const folder = path.join(import.meta.dirname, "migrations", `${stamp}_${name}`);
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, "migration.sql"), stdout ?? "");
process.stdout.write(`${folder}\n`);
await server.stop();
rmSync(scratch, { recursive: true });
