import type { QuotaPause } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { lockLimits } from "../quotas/lock-limits.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import type { NamedSubject } from "../quotas/subject-name.ts";
import { columnsOf } from "../quotas/subject-row.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import type { PauseFacts } from "./events.ts";
import { aboutOf, pauseFacts } from "./facts.ts";
import { isInForce, mayLift } from "./pause.ts";
import type { Pause } from "./pause.ts";
import { requirePauser } from "./pauser.ts";
import type { Pauser } from "./pauser.ts";
import { pausesOver } from "./pauses-over.ts";

export interface Resumed {
  readonly named: NamedSubject;
  readonly lifted: readonly PauseFacts[];
  /** What still holds the subject back: set from above, or of something above it. */
  readonly left: readonly Pause[];
}

interface Wish {
  readonly subject: CountedSubject;
  readonly reason?: string | undefined;
}

/**
 * Lifts every pause of this very subject that the actor may lift; a policy that set one does not fire again in that
 * period. Refuses with `not-paused`, `paused-from-above`, `forbidden`, `quota-of-oneself`, `not-found`.
 */
export async function resumeSubject(context: Context, wish: Wish): Promise<Resumed> {
  return transaction(context.db, async (tx) => {
    const { subject, reason } = wish;
    const { tenantId, now } = context;
    await lockLimits(tx, context, subject);
    const pauser = await requirePauser(tx, context, subject, "quota:pause");
    const named = await nameSubject(tx, tenantId, subject);
    const { subjectKey } = columnsOf(subject);
    const rows = await tx.quotaPause.findMany({ where: { tenantId, subjectKey }, orderBy: { id: "asc" } });
    const all = rows.filter((row) => isInForce(row, now));
    const ours = requireLiftable(named, all, pauser);

    await tx.quotaPause.deleteMany({ where: { id: { in: ours.map(({ id }) => id) } } });
    const lifted = ours.map((row) => pauseFacts(row, named.name));
    for (const pause of lifted)
      await record(tx, context, { kind: "quota-resumed", pause, ...aboutOf(named) }, { reason });
    return { named, lifted, left: await pausesOver(tx, context, subject) };
  });
}

function requireLiftable({ name }: NamedSubject, all: readonly QuotaPause[], pauser: Pauser): readonly QuotaPause[] {
  const ours = all.filter((row) => mayLift(row, pauser));
  const [first] = all;
  if (!first) return refuse({ kind: "not-paused", subject: name });
  if (ours.length > 0) return ours;

  const above = pauser.places.find(({ id }) => id === first.giverId)?.name ?? "the installation";
  return refuse({ kind: "paused-from-above", subject: name, by: first.setByName, owner: above });
}
