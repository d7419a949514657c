import type { Transaction } from "../../storage/database.ts";
import { isUniqueViolation, transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { lineOf } from "../organizations/naming.ts";
import { requireTenantPermission } from "../people/tenant-authority.ts";
import { API_KEY_LIMIT, hashOfApiKey, newApiKey, prefixOf, scopesOf } from "./api-key.ts";
import type { ApiKeyScope } from "./api-key.ts";

interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  /** Exclusive. null: it does not expire. */
  readonly expiresAt: Date | null;
}

export interface ApiKeyCreated {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly ApiKeyScope[];
  /** The key itself. It is kept nowhere and cannot be had again. */
  readonly key: string;
}

/**
 * Makes a key with which a machine speaks for this installation, as far as its scopes go and as long as its maker may
 * manage keys. Problems: text-invalid (name, scopes), until-passed, api-key-name-taken, api-key-limit.
 */
export async function createApiKey(context: Context, input: NewApiKey): Promise<ApiKeyCreated> {
  const actor = requirePerson(context);
  const name = nameOf(input.name);
  const { expiresAt } = input;
  const scopes = scopesOf(input.scopes);
  const key = newApiKey();

  try {
    return await transaction(context.db, async (tx) => {
      await requireTenantPermission(tx, context, "machine:authorize");
      if (scopes.length === 0) refuse({ kind: "text-invalid", field: "scopes", reason: "empty", limit: 1 });
      if (expiresAt && expiresAt <= context.now) refuse({ kind: "until-passed", until: expiresAt.toISOString() });
      await requireRoom(tx, context);
      const row = { id: context.newId(), name, prefix: prefixOf(key), scopes: [...scopes], expiresAt };
      const made = { createdById: actor.id, createdByName: actor.label, createdAt: context.now };
      await tx.apiKey.create({ data: { ...row, ...made, tenantId: context.tenantId, hash: hashOfApiKey(key) } });
      await record(tx, context, {
        kind: "api-key-created",
        key: { id: row.id, name },
        scopes,
        expiresAt: expiresAt?.toISOString() ?? null,
      });
      return { id: row.id, name, prefix: row.prefix, scopes, key };
    });
  } catch (error) {
    if (isUniqueViolation(error)) return refuse({ kind: "api-key-name-taken", name });
    throw error;
  }
}

function nameOf(typed: string): string {
  const name = lineOf(typed);
  return "line" in name ? name.line : refuse({ kind: "text-invalid", field: "name", ...name });
}

async function requireRoom(tx: Transaction, { tenantId }: Context): Promise<void> {
  const count = await tx.apiKey.count({ where: { tenantId, revokedAt: null } });
  if (count >= API_KEY_LIMIT) refuse({ kind: "api-key-limit", limit: API_KEY_LIMIT });
}
