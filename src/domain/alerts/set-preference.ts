import type { Database, Transaction } from "../../storage/database.ts";
import type { AlertPreference } from "../../storage/generated/client.ts";
import { transaction } from "../../storage/transaction.ts";
import { record } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { requirePerson } from "../memberships/authority-in.ts";
import type { DaySpan } from "./day-span.ts";
import { printTimeOfDay } from "./day-span.ts";
import { alertKinds } from "./kinds.ts";
import type { AlertKind } from "./kinds.ts";
import { printQuietHours } from "./quiet-hours.ts";
import type { PreferenceFacts } from "./routing-events.ts";

/** What is left out stays as it is. */
export interface PreferenceWish {
  readonly quiet?: DaySpan | undefined;
  /** Minutes after midnight. */
  readonly digestAt?: number | undefined;
  /** All kinds that are not told at all. */
  readonly off?: readonly AlertKind[] | undefined;
}

export interface PreferenceSet {
  readonly before: PreferenceFacts;
  readonly after: PreferenceFacts;
  /** IANA name; whose clock it goes by. */
  readonly timeZone: string;
  readonly changed: boolean;
}

type Preference = Pick<AlertPreference, "quietFrom" | "quietUntil" | "digestAt" | "off">;

/** How the asker is told of alerts. */
export async function showAlertPreference(context: Context): Promise<PreferenceFacts> {
  return factsOf(await readPreference(context.db, context));
}

/** Changes how the asker is told of alerts: quiet hours, when the daily digest comes, kinds that are not told. */
export async function setAlertPreference(context: Context, wish: PreferenceWish): Promise<PreferenceSet> {
  const { id: personId, label, timeZone } = requirePerson(context);
  return transaction(context.db, async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR NO KEY UPDATE`;
    const old = await readPreference(tx, context);
    const next = {
      quietFrom: wish.quiet?.from ?? old.quietFrom,
      quietUntil: wish.quiet?.until ?? old.quietUntil,
      digestAt: wish.digestAt ?? old.digestAt,
      off: [...(wish.off ?? old.off)],
    };
    const [before, after] = [factsOf(old), factsOf(next)];
    if (JSON.stringify(before) === JSON.stringify(after)) return { before, after, timeZone, changed: false };

    await tx.alertPreference.upsert({
      where: { personId },
      create: { personId, tenantId: context.tenantId, ...next },
      update: next,
    });
    await record(tx, context, { kind: "alert-preference-set", person: { id: personId, name: label }, before, after });
    return { before, after, timeZone, changed: true };
  });
}

async function readPreference(db: Database | Transaction, context: Context): Promise<Preference> {
  const { tenantId, configuration } = context;
  const { id: personId } = requirePerson(context);
  const row = await db.alertPreference.findFirst({ where: { tenantId, personId } });
  return row ?? { quietFrom: 0, quietUntil: 0, digestAt: configuration.alerts.digestAt, off: [] };
}

function factsOf({ quietFrom, quietUntil, digestAt, off }: Preference): PreferenceFacts {
  return {
    quietHours: printQuietHours({ from: quietFrom, until: quietUntil }),
    digestAt: printTimeOfDay(digestAt),
    off: alertKinds.filter((kind) => off.includes(kind)),
  };
}
