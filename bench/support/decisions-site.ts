import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type pg from "pg";
import { v7 as uuidv7 } from "uuid";
import { hashOfApiKey, newApiKey, prefixOf } from "../../src/domain/api-keys/api-key.ts";
import { connect } from "../../src/storage/database.ts";
import type { Database } from "../../src/storage/database.ts";
import type { EmbeddedServer } from "../../src/storage/embedded.ts";
import { startEmbedded } from "../../src/storage/embedded.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { startChild } from "./child.ts";
import type { Child } from "./child.ts";
import { seedCrowd, setLimits } from "./crowd.ts";
import type { Crowd } from "./crowd.ts";

const PEOPLE = 10_000;
const ORGANIZATIONS = 1_000;
const PLENTY = 10n ** 15n;

export type Level = "tenant" | "organization" | "member";

export interface Site extends Crowd {
  /** For the API. */
  readonly key: string;
}

/** A durable PostgreSQL as an operator runs it, and any number of sites on it. */
export interface DecisionsBench {
  readonly db: Database;
  readonly pool: pg.Pool;
  readonly server: EmbeddedServer;
  /** 10,000 people in 1,000 organizations, with limits at these levels. */
  openSite(levels: readonly Level[]): Promise<Site>;
  startApi(): Promise<Child & { readonly url: string }>;
  close(): Promise<void>;
}

export async function openDecisionsBench(): Promise<DecisionsBench> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "qm-bench-"));
  chmodSync(folder, 0o755);
  const server = await startEmbedded(folder);
  await migrate(server.address);
  const { db, pool, close } = connect(server.address);
  return {
    db,
    pool,
    server,
    async openSite(levels) {
      const crowd = await seedCrowd(pool, PEOPLE, ORGANIZATIONS);
      await setLimits(pool, crowd, levels, { meter: "gpu_hours", amount: PLENTY });
      const key = await insertKey(pool, crowd);
      await pool.query("ANALYZE person, organization, membership, quota");
      return { ...crowd, key };
    },
    async startApi() {
      const child = await startChild(
        "bench/support/decisions-api.ts",
        { ADDRESS: JSON.stringify(server.address) },
        /api at/u,
      );
      return { ...child, url: /http:\S+/u.exec(child.line)?.[0] ?? "" };
    },
    async close() {
      await close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function insertKey(pool: pg.Pool, { tenantId, people }: Crowd): Promise<string> {
  const key = newApiKey();
  const boss = people[0]?.personId;
  await pool.query("UPDATE person SET role = 'super_admin' WHERE id = $1", [boss]);
  await pool.query(
    `INSERT INTO api_key (id, tenant_id, name, prefix, hash, scopes, created_by_id, created_by_name, created_at)
     VALUES ($1, $2, 'bench', $3, $4, '{quota:check,quota:reserve}', $5, 'Bench', now())`,
    [uuidv7(), tenantId, prefixOf(key), hashOfApiKey(key), boss],
  );
  return key;
}
