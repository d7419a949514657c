import type { Database } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import { readRows } from "../../storage/read.ts";
import type { World } from "../context.ts";
import { rolesHolding } from "../people/tenant-authority.ts";
import { hashOfApiKey, looksLikeApiKey, scopesOf } from "./api-key.ts";
import type { ApiKeyScope } from "./api-key.ts";

/** Who speaks: one key of one installation. */
export interface ApiKeyHolder {
  readonly keyId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: ReadonlySet<ApiKeyScope>;
}

type Answer = { readonly ok: true; readonly holder: ApiKeyHolder } | { readonly ok: false; readonly why: Refusal };

/**
 * "unknown" also stands for revoked and expired: whoever has no good key does not learn what it once was. "busy": so many
 * are being looked up that somebody is guessing, and the database is there for others as well.
 */
type Refusal = "unknown" | "powerless" | "busy";

const CACHED_MS = 1_000;
const MOST_CACHED = 10_000;
const MOST_LOOK_UPS = 8;
const USE_NOTED_MS = 60_000;

interface Known {
  readonly at: number;
  readonly answer: Promise<Answer>;
}

interface Memory {
  readonly known: Map<string, Known>;
  lookUps: number;
  /** Hashes of keys that worked: whoever guesses others does not keep these waiting. */
  readonly working: Set<string>;
  /** When the use of a key, by its id, was last written down. */
  readonly noted: Map<string, number>;
}

const memories = new WeakMap<Database, Memory>();

/**
 * Whose key this is, looked up at most once a second. A key opens what its scopes say as long as whoever made it is
 * active and may manage keys (JupyterHub's intersection of token and owner).
 */
export async function authenticate(world: World, key: string): Promise<Answer> {
  const hash = hashOfApiKey(key);
  if (!looksLikeApiKey(key)) return { ok: false, why: "unknown" };

  const memory = memoryOf(world.db);
  const { known, working } = memory;
  const now = world.now.getTime();
  const remembered = known.get(hash);
  if (remembered && Math.abs(now - remembered.at) < CACHED_MS) return remembered.answer;

  if (memory.lookUps >= MOST_LOOK_UPS && !working.has(hash)) return { ok: false, why: "busy" };
  if (known.size >= MOST_CACHED) known.clear();
  memory.lookUps += 1;
  const answer = look(world, hash).finally(() => (memory.lookUps -= 1));
  known.set(hash, { at: now, answer });
  answer.catch(() => known.delete(hash));
  const found = await answer;
  await remember(world, memory, { hash, found });
  return found;
}

/** Which keys work, and, once a minute, that one was used. */
async function remember(
  world: World,
  { noted, working }: Memory,
  { hash, found }: { readonly hash: string; readonly found: Answer },
): Promise<void> {
  if (!found.ok) return void working.delete(hash);

  if (working.size >= MOST_CACHED) working.clear();
  working.add(hash);
  const now = world.now.getTime();
  if (now - (noted.get(found.holder.keyId) ?? 0) < USE_NOTED_MS) return;
  noted.set(found.holder.keyId, now);
  await noteUse(world, found.holder);
}

/** This process takes the key no more, from now on. */
export function forgetApiKey(db: Database, hash: string): void {
  memoryOf(db).known.delete(hash);
}

function memoryOf(db: Database): Memory {
  const memory: Memory = memories.get(db) ?? { known: new Map(), noted: new Map(), working: new Set(), lookUps: 0 };
  memories.set(db, memory);
  return memory;
}

interface Row {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  readonly isPowerful: boolean;
}

async function look({ db, now }: World, hash: string): Promise<Answer> {
  const [row] = await readRows<Row>(
    db,
    Prisma.sql`
    SELECT k.id, k.tenant_id AS "tenantId", k.name, k.scopes, k.expires_at AS "expiresAt",
      coalesce(p.state = 'active' AND p.type = 'user' AND p.role::text = ANY(${rolesHolding("machine:authorize")}), false)
        AS "isPowerful"
    FROM api_key k LEFT JOIN person p ON p.id = k.created_by_id AND p.tenant_id = k.tenant_id
    WHERE k.hash = ${hash} AND k.revoked_at IS NULL`,
  );
  if (!row || (row.expiresAt && row.expiresAt <= now)) return { ok: false, why: "unknown" };
  if (!row.isPowerful) return { ok: false, why: "powerless" };

  const { id: keyId, tenantId, name } = row;
  return { ok: true, holder: { keyId, tenantId, name, scopes: new Set(scopesOf(row.scopes)) } };
}

async function noteUse({ db, now }: World, { keyId, tenantId }: ApiKeyHolder): Promise<void> {
  await db.apiKey.updateMany({ where: { id: keyId, tenantId }, data: { lastUsedAt: now } });
}
