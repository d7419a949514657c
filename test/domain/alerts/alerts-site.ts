import { evaluateTouched } from "../../../src/domain/alerts/evaluate.ts";
import type { Subject } from "../../../src/domain/quotas/subject.ts";
import type { Database } from "../../../src/storage/database.ts";
import { NOON, aPerson, aTenant, anOrganization } from "../../support/builders.ts";
import { aQuota } from "../reservations/support.ts";
import { aSite, anEvent, count, send } from "../usage/given.ts";
import type { Site } from "../usage/given.ts";

export type { Site };

/** Bob, member of the Vision Lab, which Alice owns. */
export async function aLab(db: Database, now = NOON) {
  const tenant = await aTenant(db);
  const alice = await aPerson(tenant, { name: "Alice Moreau" });
  const bob = await aPerson(tenant, { name: "Bob Ekman" });
  const lab = await anOrganization(tenant, {
    name: `Vision Lab ${tenant.tenantId}`,
    members: [
      [alice, "owner"],
      [bob, "member"],
    ],
  });
  const site = aSite(db, tenant.tenantId, {}, now);
  const pool = { scope: "organization", organizationId: lab.id } as const;
  return { tenant, alice, bob, lab, site, pool };
}

export type Lab = Awaited<ReturnType<typeof aLab>>;

type Wish = Parameters<typeof aQuota>[4];

/** A limit on jobs a month, counted from the start. */
export async function limit(site: Site, subject: Subject, amount: bigint | null, wish: Wish = {}): Promise<void> {
  await aQuota(site.db, site.tenantId, subject, amount, wish);
  const { meter = "jobs", window = "month" } = wish;
  const counted = window.startsWith("rolling:") ? "hour" : window;
  const scope = subject.scope === "role" ? "member" : subject.scope;
  await count(site, { scope, meter, window: counted });
}

/** So many jobs of Bob's in the lab, now. */
export async function use({ bob, lab, site }: Lab, amount: number, at = site): Promise<void> {
  const verdicts = await send(
    at,
    anEvent({ time: at.now, meter: "jobs", amount, person: bob.id, organization: lab.id }),
  );
  if (verdicts[0] !== "accepted") throw new Error(`not counted: ${verdicts.join()}`);
}

export const later = (site: Site, milliseconds: number): Site => ({
  ...site,
  now: new Date(site.now.getTime() + milliseconds),
});

export function evaluate(site: Site): Promise<number> {
  return evaluateTouched(site);
}

/** Every alert as "quota firing 95 %", oldest first; without a level reached, "quota pending". */
export async function alertsOf({ db, tenantId }: Site): Promise<readonly string[]> {
  const rows = await db.alert.findMany({ where: { tenantId }, orderBy: [{ id: "asc" }] });
  return rows.map(({ kind, phase, level, levels, resolution }) => {
    // Safe: as levelsKept writes them.
    const { name } = (levels as { name: string }[])[level] ?? {};
    return [kind, phase, name, resolution].filter(Boolean).join(" ");
  });
}

/** What happened to alerts, in order: "quota fired 95 %". */
export async function stepsOf({ db, tenantId }: Site): Promise<readonly string[]> {
  const rows = await db.alertStep.findMany({ where: { tenantId }, orderBy: [{ id: "asc" }] });
  const alerts = await db.alert.findMany({ where: { tenantId } });
  return rows.map(({ alertId, kind, level, note }) => {
    const alert = alerts.find(({ id }) => id === alertId);
    // Safe: as levelsKept writes them.
    const levels = (alert?.levels ?? []) as { name: string }[];
    return `${alert?.kind ?? ""} ${kind} ${levels[level ?? 0]?.name ?? ""} (${note ?? ""})`;
  });
}
