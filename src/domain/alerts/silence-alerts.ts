import type { Transaction } from "../../storage/database.ts";
import { transaction } from "../../storage/transaction.ts";
import type { AlertSilence } from "../../storage/generated/client.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { refuse } from "../errors.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import type { Meter } from "../meters/meter.ts";
import { nameSubject } from "../quotas/subject-name.ts";
import type { NamedSubject } from "../quotas/subject-name.ts";
import { subjectKey } from "../quotas/subject.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { addStep } from "./act-on-alert.ts";
import { isOnlyOwn, requireAlertRight } from "./alert-access.ts";
import { inWhoseName } from "./in-whose-name.ts";
import type { AlertKind } from "./kinds.ts";
import { silenceWords, whoseWords } from "./list-silences.ts";
import { refreshAlertCards } from "./refresh-cards.ts";
import { forgetRouting, routingOf } from "./routing.ts";
import { MOST_AT_ONCE } from "./settle.ts";
import type { SilenceFacts } from "./routing-events.ts";
import { silences } from "./silence.ts";
import { requireRoom } from "./silence-room.ts";
import { requireSoundEnd } from "./snooze-alert.ts";

export interface SilenceWish {
  /** Of an organization all below it, too; of the installation ("tenant") everything. */
  readonly subject: CountedSubject;
  readonly kind?: AlertKind | undefined;
  readonly meter?: Meter | undefined;
  readonly rule?: { readonly id: string; readonly name: string } | undefined;
  /** Exclusive. */
  readonly until: Date;
  readonly reason?: string | undefined;
}

export interface Silenced {
  readonly silence: SilenceFacts;
  readonly named: NamedSubject;
  /** Open alerts that it quietens now. */
  readonly matching: number;
}

/**
 * From its commit on nothing is told of what it names until then; what fires is recorded, and what is still true at its
 * end is told. It goes by what alerts are about, so one that comes and goes stays silent. What is about oneself, one
 * silences for oneself only; an organization, what is its own to hear, never what the installation's channels and admins
 * are told. Refuses with `forbidden`, `not-found`, `until-passed`, `silence-too-long`, `silence-limit`.
 */
export async function silenceAlerts(context: Context, wish: SilenceWish): Promise<Silenced> {
  requireSoundEnd(context, wish.until);
  return transaction(context.db, async (tx) => {
    await requireAlertRight(context, tx, { watched: wish.subject, right: "manage" });
    const named = await nameSubject(tx, context.tenantId, wish.subject);

    await routingOf(tx, context);
    await requireRoom(tx, context);
    const forPersonId = await forWhom(tx, context, wish.subject);
    const giverId = forPersonId === null ? await inWhoseName(tx, context, wish.subject) : null;
    const row = await tx.alertSilence.create({ data: { ...rowOf(context, wish), forPersonId, giverId } });
    forgetRouting(tx);
    const silence = silenceFacts(row, shownOf(wish, named.name));
    await record(tx, context, { kind: "alert-silenced", silence, ...aboutOf(named) }, { reason: wish.reason });
    const matching = await markMatching(tx, context, { silence: row, kind: "silenced" });
    return { silence, named, matching };
  });
}

/** Nobody hides from others what is told about themselves. */
export async function forWhom(tx: Transaction, context: Context, watched: CountedSubject): Promise<string | null> {
  const { id: personId } = requirePerson(context);
  return (await isOnlyOwn(tx, context, { personId, watched })) ? personId : null;
}

function rowOf(context: Context, { subject, kind, meter, rule, until, reason }: SilenceWish) {
  const { id: createdById, label: createdByName } = requirePerson(context);
  const isWithin = subject.scope === "organization";
  return {
    id: context.newId(),
    tenantId: context.tenantId,
    ruleId: rule?.id ?? null,
    kind: kind ?? null,
    subjectKey: isWithin || subject.scope === "tenant" ? null : subjectKey(subject),
    organizationId: isWithin ? subject.organizationId : null,
    meter: meter?.name ?? null,
    from: context.now,
    until,
    reason: reason ?? null,
    createdById,
    createdByName,
    createdAt: context.now,
  };
}

function shownOf({ subject, kind, meter, rule }: SilenceWish, name: string): string {
  return silenceWords({
    kind: kind ?? null,
    meterLabel: meter?.label ?? null,
    rule: rule?.name ?? null,
    whose: whoseWords(subject, name),
  });
}

function silenceFacts({ id, until }: AlertSilence, shown: string): SilenceFacts {
  return { id, shown, until: until.toISOString() };
}

function aboutOf({ person, organization }: NamedSubject) {
  return { ...(person && { person }), ...(organization && { organization }) };
}

/**
 * Notes on the open alerts that a silence is about that it began or ended: on so many of them as one transaction may, the
 * latest first. Resolves to how many there are.
 */
export async function markMatching(
  tx: Transaction,
  context: Context,
  { silence, kind }: { readonly silence: AlertSilence; readonly kind: "silenced" | "silence-ended" },
): Promise<number> {
  const { tenantId } = context;
  const routing = await routingOf(tx, context);
  const { ruleId, kind: alertKind, subjectKey: key, meter } = silence;
  const open = await tx.alert.findMany({
    where: {
      tenantId,
      phase: { in: ["firing", "recovering"] },
      ...(ruleId && { ruleId }),
      ...(alertKind && { kind: alertKind }),
      ...(key && { subjectKey: key }),
      ...(meter && { meter }),
    },
    orderBy: { id: "desc" },
  });
  let matching = 0;
  for (const alert of open) {
    const chain = await routing.chain(alert.organizationId);
    if (!silences(silence, { ...alert, chain })) continue;
    matching += 1;
    if (silence.forPersonId !== null || matching > MOST_AT_ONCE) continue;
    await addStep(tx, context, { alertId: alert.id, kind, note: silence.until.toISOString() });
    await refreshAlertCards(tx, context, alert.id);
  }
  return matching;
}

/** Refuses with `silence-over` who comes late. */
export function requireRunning({ now }: Context, silence: AlertSilence): void {
  if (silence.endedAt) refuse({ kind: "silence-over", by: silence.endedByName, at: silence.endedAt });
  if (silence.until <= now) refuse({ kind: "silence-over", by: null, at: silence.until });
}
