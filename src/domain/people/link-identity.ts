import { transaction } from "../../storage/transaction.ts";
import type { Transaction } from "../../storage/database.ts";
import type { Platform } from "../../storage/generated/enums.ts";
import { record } from "../audit/record.ts";
import { takeCode } from "../codes/take-code.ts";
import type { Context, Origin } from "../context.ts";
import { refuse } from "../errors.ts";
import type { Problem } from "../errors.ts";
import type { Ref } from "../events.ts";

interface Linked {
  readonly person: Ref;
  readonly platform: Platform;
}

/** Makes a visitor known as the person who made the code on the other platform. */
export async function linkIdentity(context: Context, { code }: { readonly code: string }): Promise<Linked> {
  const { origin } = context;
  if (context.actor.kind === "person" && origin) await refuseAccountHolder(context, origin);
  if (!origin) return refuse({ kind: "not-registered" });

  const outcome = await transaction(context.db, (tx) => link(tx, context, { origin, code }));
  return "problem" in outcome ? refuse(outcome.problem) : outcome;
}

async function refuseAccountHolder(context: Context, { platform, externalId }: Origin): Promise<never> {
  const identity = await context.db.identity.findUnique({
    where: { tenantId_platform_externalId: { tenantId: context.tenantId, platform, externalId } },
    select: { person: { select: { username: true } } },
  });
  const username = identity?.person.username ?? context.actor.label;
  return refuse({ kind: "identity-has-account", platform, username });
}

async function link(
  tx: Transaction,
  context: Context,
  { origin, code }: { readonly origin: Origin; readonly code: string },
): Promise<Linked | { readonly problem: Problem }> {
  const { tenantId, now } = context;
  const { platform, externalId, handle } = origin;
  const taken = await takeCode(tx, context, { tenantId, purpose: "link_identity", code, platform, externalId });
  if ("problem" in taken) return taken;
  const personId = taken.code.personId ?? refuse({ kind: "not-found", thing: "person" });

  await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR NO KEY UPDATE`;
  const found = await tx.person.findUniqueOrThrow({ where: { id: personId }, include: { identities: true } });
  if (found.state !== "active") return refuse({ kind: "not-active", state: found.state });
  const present = found.identities.find((identity) => identity.platform === platform);
  if (present) return refuse({ kind: "account-has-identity", platform, handle: present.handle });
  const own = await tx.identity.findUnique({
    where: { tenantId_platform_externalId: { tenantId, platform, externalId } },
    select: { person: { select: { username: true } } },
  });
  if (own) return refuse({ kind: "identity-has-account", platform, username: own.person.username });

  await tx.identity.create({
    data: { id: context.newId(), tenantId, personId, platform, externalId, handle, linkedAt: now },
  });
  const person = { id: found.id, name: found.displayName };
  await record(tx, context, { kind: "identity-linked", person, platform, handle, by: "code" });
  return { person, platform };
}
