import { expect } from "vitest";
import type { Database } from "../../../src/storage/database.ts";
import { aPerson } from "../../support/builders.ts";
import { anEvent, send } from "../usage/given.ts";
import { aLab, later } from "./alerts-site.ts";
import { strike } from "./kinds-site.ts";
import { aChannel } from "./routing-site.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** The lab, Chen and Dana in it, Rita who runs the installation, and a channel of the installation that hears of unusual use. */
export async function anUnusualSite(db: Database) {
  const site = await aLab(db);
  const [chen, dana] = [await aPerson(site.tenant, { name: "Chen Li" }), await aPerson(site.tenant, { name: "Dana" })];
  const rita = await aPerson(site.tenant, { name: "Rita Root", role: "super_admin" });
  const { tenantId } = site.site;
  const channel = await aChannel(
    { ...site, db, tenantId, rita, ruleIds: { one: "", each: "" } },
    { kinds: ["unusual"], organizationId: null },
  );
  return { ...site, chen, dana, rita, channel };
}

export type UnusualSite = Awaited<ReturnType<typeof anUnusualSite>>;

type Use = readonly [hours: number, amount: number];

interface By {
  readonly person: { readonly id: string };
  readonly organization?: { readonly id: string };
}

/** So many jobs of somebody, so many hours from now. */
export async function used(
  { site, lab }: UnusualSite,
  { person, organization = lab }: By,
  uses: readonly Use[],
): Promise<void> {
  const events = uses.map(([hours, amount]) =>
    anEvent({
      time: new Date(site.now.getTime() + hours * HOUR),
      meter: "jobs",
      amount,
      person: person.id,
      organization: organization.id,
    }),
  );
  const last = Math.max(0, ...uses.map(([hours]) => hours));
  expect(new Set(await send(later(site, last * HOUR), ...events))).toEqual(new Set(["accepted"]));
}

/** About so much in each of the two days before. */
export const about = (amount: number): readonly Use[] =>
  Array.from({ length: 48 }, (_, nth) => [nth - 48, amount + ((nth * 7) % 5)] as const);

/** What the clock does once so many hours are over. */
export const strikeAfter = ({ site }: UnusualSite, hours: number) => strike(later(site, hours * HOUR + MINUTE));

/** How somebody was told of whose unusual use, in that order: "Bob Ekman card". */
export async function toldOf({ site: { db, tenantId } }: UnusualSite, recipient: string): Promise<readonly string[]> {
  const rows = await db.alertTold.findMany({ where: { tenantId, recipient }, orderBy: { id: "asc" } });
  const alerts = await db.alert.findMany({ where: { tenantId } });
  return rows.map(({ alertId, how }) => {
    const name = alerts.find(({ id }) => id === alertId)?.subjectName ?? "";
    return `${name.replace(/ [0-9a-f-]{36}$/u, "")} ${how}`;
  });
}

export const personally = ({ id }: { readonly id: string }) => `person:${id}`;
