import type { Transaction } from "../../storage/database.ts";
import type { Code } from "../../storage/generated/client.ts";
import type { CodePurpose, Platform } from "../../storage/generated/enums.ts";
import type { World } from "../context.ts";
import type { Problem } from "../errors.ts";
import { hashOfCode, TRIES, TRIES_WINDOW_MS } from "./code.ts";

export interface Typed {
  readonly tenantId: string;
  readonly purpose: CodePurpose;
  readonly code: string;
  readonly platform: Platform;
  readonly externalId: string;
}

type Refused = { readonly problem: Problem };

/**
 * Uses a one-time code up. The refusal is returned, not thrown, so that the wrong try stays counted: the caller throws it
 * after the commit. A refusal thrown later in the same transaction gives the code back.
 */
export async function takeCode(
  tx: Transaction,
  world: Pick<World, "now" | "newId">,
  typed: Typed,
): Promise<{ readonly code: Code } | Refused> {
  const tooMany = await countTries(tx, world, typed);
  if (tooMany) return tooMany;

  const { tenantId, purpose } = typed;
  const code = await tx.code.findFirst({ where: { tenantId, purpose, hash: hashOfCode(typed.code) } });
  if (!code) return wrongTry(tx, world, typed);
  if (code.usedAt) return { problem: invalid(typed, "used") };
  if (code.expiresAt && code.expiresAt <= world.now) return { problem: invalid(typed, "expired") };

  const { count } = await tx.code.updateMany({ where: { id: code.id, usedAt: null }, data: { usedAt: world.now } });
  return count === 1 ? { code } : { problem: invalid(typed, "used") };
}

/** Refuses after too many wrong tries; makes simultaneous tries of one account wait for each other. */
export async function countTries(
  tx: Transaction,
  { now }: Pick<World, "now">,
  { tenantId, purpose, platform, externalId }: Omit<Typed, "code">,
): Promise<Refused | undefined> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`code ${purpose} ${platform} ${externalId}`}, 0))`;
  const tries = await tx.codeAttempt.findMany({
    where: { tenantId, platform, externalId, purpose, at: { gt: new Date(now.getTime() - TRIES_WINDOW_MS) } },
    orderBy: { at: "desc" },
    take: TRIES,
  });
  const oldest = tries[TRIES - 1];
  if (!oldest) return undefined;

  return { problem: { kind: "too-many-tries", purpose, until: new Date(oldest.at.getTime() + TRIES_WINDOW_MS) } };
}

/** Counts a wrong try. */
export async function wrongTry(tx: Transaction, world: Pick<World, "now" | "newId">, typed: Typed): Promise<Refused> {
  const { tenantId, purpose, platform, externalId } = typed;
  await tx.codeAttempt.create({ data: { id: world.newId(), tenantId, purpose, platform, externalId, at: world.now } });
  return { problem: invalid(typed, "wrong") };
}

function invalid({ purpose }: Typed, reason: "wrong" | "used" | "expired"): Problem {
  return { kind: "code-invalid", purpose, reason, field: purpose === "claim_installation" ? "claim" : "code" };
}
