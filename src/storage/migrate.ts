import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import type * as EngineModule from "@prisma/schema-engine-wasm";
import type { Address } from "./database.ts";

const PRISMA_FOLDER = path.join(import.meta.dirname, "../../prisma");
const MIGRATIONS_FOLDER = path.join(PRISMA_FOLDER, "migrations");
/** Any number that no other program on the same database uses for its advisory lock. */
const LOCK = 7_221_850_713;
const EVERYTHING = { externalTables: [], externalEnums: [] };

/** Brings a database up to date; any number of callers at once apply each migration once. Returns what was applied. */
export async function migrate(address: Address): Promise<readonly string[]> {
  const client = new pg.Client(address);
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    if (await isUpToDate(client)) return [];

    return await applyMigrations(address);
  } finally {
    await client.end();
  }
}

/** Spares a start that has nothing to migrate the loading of the engine. */
async function isUpToDate(client: pg.Client): Promise<boolean> {
  const { rows: tables } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
  );
  if (!tables[0]?.exists) return false;
  const { rows } = await client.query<{ migration_name: string }>(
    "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  const applied = new Set(rows.map((row) => row.migration_name));
  const wanted = await migrationNames();
  return wanted.every((name) => applied.has(name));
}

async function applyMigrations(address: Address): Promise<readonly string[]> {
  const { SchemaEngine } = await loadEngine();
  const schema = await readFile(path.join(PRISMA_FOLDER, "schema.prisma"), "utf8");
  const pool = new pg.Pool({ ...address, max: 1 });
  try {
    const engine = await SchemaEngine.new(
      { datamodels: [["schema.prisma", schema]] },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(wholeScripts(pool)),
    );
    const migrationsList = await readMigrations();
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: EVERYTHING });
    return appliedMigrationNames;
  } finally {
    await pool.end();
  }
}

/** Prisma's adapter cuts scripts at every semicolon, also within a function's body; the server can take them whole. */
function wholeScripts(pool: pg.Pool): PrismaPg {
  const factory = new PrismaPg(pool);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    adapter.executeScript = async (script) => void (await pool.query(script));
    return adapter;
  };
  return factory;
}

async function migrationNames(): Promise<readonly string[]> {
  const entries = await readdir(MIGRATIONS_FOLDER, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function readMigrations() {
  const names = await migrationNames();
  const lockfile = await readFile(path.join(MIGRATIONS_FOLDER, "migration_lock.toml"), "utf8");
  return {
    baseDir: MIGRATIONS_FOLDER,
    lockfile: { path: "./migration_lock.toml", content: lockfile },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: {
            tag: "ok" as const,
            value: await readFile(path.join(MIGRATIONS_FOLDER, name, "migration.sql"), "utf8"),
          },
        },
      })),
    ),
  };
}

/** Loads the engine's WebAssembly by hand: importing it as a module makes Node print a warning at every start. */
export async function loadEngine(): Promise<Pick<typeof EngineModule, "SchemaEngine">> {
  const folder = path.dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm"));
  const bindings = await import(path.join(folder, "schema_engine_bg.js"));
  const module = await WebAssembly.compile(await readFile(path.join(folder, "schema_engine_bg.wasm")));
  const { exports } = await WebAssembly.instantiate(module, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(exports);
  // Safe: wasm-bindgen's start function takes nothing and returns nothing.
  (exports["__wbindgen_start"] as () => void)();
  return bindings;
}
