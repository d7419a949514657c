import { transaction } from "../../storage/transaction.ts";
import type { Transaction } from "../../storage/database.ts";
import { takeCode } from "../codes/take-code.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Problem } from "../errors.ts";
import { lockTenant } from "../workspaces/lock-tenant.ts";
import { enroll, newcomerOf } from "./enroll.ts";
import type { Newcomer, NewcomerInput, Registered } from "./enroll.ts";
import { entryOf } from "./registration.ts";

interface RegistrationInput extends NewcomerInput {
  /** The code in the server's log: asked of the first person where the installation has one. */
  readonly claimCode?: string;
}

/** Gives a visitor an account. The first one in a tenant becomes its Super Admin. */
export async function registerPerson(context: Context, input: RegistrationInput = {}): Promise<Registered> {
  const newcomer = await newcomerOf(context, input);

  const outcome = await transaction(context.db, (tx) =>
    register(tx, context, { newcomer, claimCode: input.claimCode }),
  );
  return "problem" in outcome ? refuse(outcome.problem) : outcome;
}

async function register(
  tx: Transaction,
  context: Context,
  { newcomer, claimCode }: { readonly newcomer: Newcomer; readonly claimCode: string | undefined },
): Promise<Registered | { readonly problem: Problem }> {
  const tenant = await lockTenant(tx, context.tenantId);
  const claimed = tenant.claimedAt !== null;
  const entry = entryOf({ claimed, registration: tenant.registration, broughtIn: false });
  if ("problem" in entry) return entry;
  if (!claimed) {
    const refused = await claimInstallation(tx, context, { newcomer, claimCode });
    if (refused) return refused;
  }

  return enroll(tx, context, { newcomer, ...entry });
}

async function claimInstallation(
  tx: Transaction,
  context: Context,
  { newcomer, claimCode }: { readonly newcomer: Newcomer; readonly claimCode: string | undefined },
): Promise<{ readonly problem: Problem } | undefined> {
  const { tenantId, now } = context;
  const purpose = "claim_installation";
  const codes = await tx.code.count({ where: { tenantId, purpose } });
  if (codes > 0) {
    if (claimCode === undefined) return { problem: { kind: "claim-code-required", field: "claim" } };
    const { platform, externalId } = newcomer.origin;
    const taken = await takeCode(tx, context, { tenantId, purpose, code: claimCode, platform, externalId });
    if ("problem" in taken) return taken;
  }
  await tx.tenant.update({ where: { id: tenantId }, data: { claimedAt: now } });
  return undefined;
}
