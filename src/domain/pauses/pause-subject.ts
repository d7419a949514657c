import type { Transaction } from "../../storage/database.ts";
import type { QuotaPause } from "../../storage/generated/client.ts";
import type { PauseMode } from "../../storage/generated/enums.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { lockLimits } from "../quotas/lock-limits.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import type { NamedSubject } from "../quotas/subject-name.ts";
import { columnsOf } from "../quotas/subject-row.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { whatIf } from "../what-if.ts";
import type { PauseFacts } from "./events.ts";
import { aboutOf, pauseFacts } from "./facts.ts";
import { isInForce } from "./pause.ts";
import { requirePauser } from "./pauser.ts";
import { requirePausable } from "./require-pausable.ts";
import { readReach } from "./reach.ts";
import type { Reach } from "./reach.ts";

export interface PauseWish {
  readonly subject: CountedSubject;
  readonly mode: PauseMode;
  /** Exclusive; absent: until somebody lifts it. */
  readonly until?: Date | undefined;
  readonly reason?: string | undefined;
}

export interface Paused {
  readonly named: NamedSubject;
  readonly pause: PauseFacts;
  /** The one in the same name that it takes the place of. */
  readonly before: PauseFacts | null;
  /** False when it was so already: nothing is written. */
  readonly changed: boolean;
}

/**
 * From its commit on nothing new starts for the subject and all below it; nothing that runs is stopped. An organization's
 * admins may pause what is theirs, whoever sets anybody's limits everything. Refuses with `forbidden`,
 * `quota-of-oneself`, `member-above-you`, `person-above-you`, `until-passed`, `not-found`.
 */
export async function pauseSubject(context: Context, wish: PauseWish): Promise<Paused> {
  return transaction(context.db, (tx) => pauseIn(tx, context, wish));
}

/** The same, refused as pausing would be, with whom it concerns; nothing is changed. */
export async function previewPause(context: Context, wish: PauseWish): Promise<Paused & { readonly reach: Reach }> {
  return whatIf(context.db, async (tx) => {
    const paused = await pauseIn(tx, context, wish);
    return { ...paused, reach: await readReach(tx, context, wish.subject) };
  });
}

async function pauseIn(tx: Transaction, context: Context, wish: PauseWish): Promise<Paused> {
  const { subject, until, reason } = wish;
  if (until && until <= context.now) refuse({ kind: "until-passed", until: until.toISOString(), field: "until" });
  await lockLimits(tx, context, subject);
  const pauser = await requirePauser(tx, context, subject, "quota:pause");
  await requirePausable(tx, context, pauser, subject);
  const named = await nameSubject(tx, context.tenantId, subject);
  const { subjectKey } = columnsOf(subject);
  const { giverId } = pauser;
  const place = { tenantId: context.tenantId, subjectKey, giverId, policyId: null };
  const old = await tx.quotaPause.findFirst({ where: place });

  const before = beforeOf(old, context.now, named);
  if (old && before && isSame(old, wish)) return { named, pause: before, before, changed: false };
  const row = await write(tx, context, { wish, giverId, old });
  const pause = pauseFacts(row, named.name);
  await record(tx, context, { kind: "quota-paused", pause, ...aboutOf(named) }, { reason });
  return { named, pause, before, changed: true };
}

function beforeOf(old: QuotaPause | null, now: Date, { name }: NamedSubject): PauseFacts | null {
  return old && isInForce(old, now) ? pauseFacts(old, name) : null;
}

function isSame(old: QuotaPause, { mode, until, reason }: PauseWish): boolean {
  const isReason = reason === undefined || old.reason === reason;
  return old.mode === mode && isReason && (old.until?.getTime() ?? null) === (until?.getTime() ?? null);
}

interface Writing {
  readonly wish: PauseWish;
  readonly giverId: string | null;
  readonly old: QuotaPause | null;
}

async function write(tx: Transaction, context: Context, { wish, giverId, old }: Writing): Promise<QuotaPause> {
  const { id: setById, label: setByName } = requirePerson(context);
  const { organizationId, personId, subjectKey } = columnsOf(wish.subject);
  const data = {
    mode: wish.mode,
    until: wish.until ?? null,
    reason: wish.reason ?? null,
    setById,
    setByName,
    setAt: context.now,
  };
  if (old) return tx.quotaPause.update({ where: { id: old.id }, data });
  const place = { tenantId: context.tenantId, organizationId, personId, subjectKey, giverId };
  return tx.quotaPause.create({ data: { id: context.newId(), ...place, ...data } });
}
