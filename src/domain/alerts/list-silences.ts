import type { Database, Transaction } from "../../storage/database.ts";
import type { AlertSilence } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import type { Ref } from "../events.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import { labelOf } from "../meters/find-meter.ts";
import { nameSubjects } from "../quotas/subject-name.ts";
import type { NamedSubject } from "../quotas/subject-name.ts";
import type { CountedSubject } from "../quotas/subject.ts";
import { subjectKey } from "../quotas/subject.ts";
import { hasAlertRight } from "./alert-access.ts";
import { alertKinds, kindNames } from "./kinds.ts";
import type { AlertKind } from "./kinds.ts";

type Db = Database | Transaction;

export interface SilenceView {
  readonly id: string;
  readonly subject: CountedSubject;
  /** "Vision Lab". */
  readonly subjectName: string;
  readonly person?: Ref;
  readonly organization?: Ref;
  /** null: all. */
  readonly kind: AlertKind | null;
  /** The meter's name; null: all. */
  readonly meter: string | null;
  /** The rule's name; null: all. */
  readonly rule: string | null;
  /** In words: "“Limit coming near” of GPU hours for Vision Lab and all below it". */
  readonly shown: string;
  readonly why: "silence" | "expected";
  readonly from: Date;
  /** Exclusive. */
  readonly until: Date;
  readonly reason: string | null;
  readonly by: string;
}

/** The silences that run now and that the asker may see, soonest to end first. */
export async function listSilences(context: Context): Promise<readonly SilenceView[]> {
  const { db, tenantId, now } = context;
  const { id: personId } = requirePerson(context);
  const rows = await db.alertSilence.findMany({
    where: {
      tenantId,
      from: { lte: now },
      until: { gt: now },
      endedAt: null,
      OR: [{ forPersonId: null }, { forPersonId: personId }],
    },
    orderBy: [{ until: "asc" }, { id: "asc" }],
  });
  const views: SilenceView[] = [];
  for (const row of rows) {
    if (await hasAlertRight(db, context, { personId, watched: silencedSubject(row), right: "see" }))
      views.push(await showSilence(db, context, row));
  }
  return views;
}

/** Whose alerts a silence is about. */
export function silencedSubject({ subjectKey: key, organizationId }: AlertSilence): CountedSubject {
  const [scope, first = "", second = ""] = (key ?? "tenant").split(":");
  if (organizationId !== null) return { scope: "organization", organizationId };
  if (scope === "person") return { scope, personId: first };
  if (scope === "member") return { scope, organizationId: first, personId: second };
  return scope === "organization" ? { scope, organizationId: first } : { scope: "tenant" };
}

/** As people read it. */
export async function showSilence(
  db: Db,
  { tenantId, configuration }: Pick<Context, "tenantId" | "configuration">,
  row: AlertSilence,
): Promise<SilenceView> {
  const subject = silencedSubject(row);
  const named = (await nameSubjects(db, tenantId, [subject])).get(subjectKey(subject));
  const rule = row.ruleId ? await db.alertRule.findFirst({ where: { id: row.ruleId, tenantId } }) : null;
  const meterLabel = row.meter === null ? null : labelOf(configuration, row.meter);
  return viewOf(row, { subject, named, meterLabel, rule: rule?.name ?? null });
}

interface Named {
  readonly subject: CountedSubject;
  readonly named: NamedSubject | undefined;
  readonly meterLabel: string | null;
  readonly rule: string | null;
}

function viewOf(row: AlertSilence, { subject, named, meterLabel, rule }: Named): SilenceView {
  const { id, meter, from, until, reason, createdByName } = row;
  const subjectName = named?.name ?? "somebody who has left";
  const kind = alertKinds.find((one) => one === row.kind) ?? null;
  return {
    id,
    subject,
    subjectName,
    kind,
    meter,
    rule,
    from,
    until,
    reason,
    ...(named?.person && { person: named.person }),
    ...(named?.organization && { organization: named.organization }),
    shown: silenceWords({ kind, meterLabel, rule, whose: whoseWords(subject, subjectName) }),
    why: row.why === "expected" ? "expected" : "silence",
    by: createdByName,
  };
}

export function whoseWords({ scope }: CountedSubject, name: string): string {
  return scope === "organization" ? `${name} and all below it` : name;
}

interface Words {
  readonly kind: AlertKind | null;
  readonly meterLabel: string | null;
  readonly rule: string | null;
  readonly whose: string;
}

/** "“Limit coming near” of GPU hours for Vision Lab and all below it, by the rule “GPU hours”". */
export function silenceWords({ kind, meterLabel, rule, whose }: Words): string {
  const what = `${kind === null ? "all alerts" : `“${kindNames[kind]}”`}${meterLabel === null ? "" : ` of ${meterLabel}`}`;
  return `${what} for ${whose}${rule === null ? "" : `, by the rule “${rule}”`}`;
}
