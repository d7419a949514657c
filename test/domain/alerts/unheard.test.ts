import { describe, expect, it } from "vitest";
import { evaluateClock } from "../../../src/domain/alerts/evaluate-clock.ts";
import { takeExternalAlerts } from "../../../src/domain/alerts/external/take-external.ts";
import { NOON, systemWorld } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aLab, later } from "./alerts-site.ts";
import type { Site } from "./alerts-site.ts";

const database = useDatabase();
const HOUR = 3_600_000;

/** Another system says how its alert stands, some hours from now. */
async function say(site: Site, hours: number, { isFiring = true } = {}) {
  const { db, tenantId, now } = later(site, hours * HOUR);
  const alert = {
    fingerprint: "f1",
    isFiring,
    startsAt: NOON,
    labels: { alertname: "NodeDown" },
    annotations: {},
    link: undefined,
  };
  const taking = { tenantId, alerts: [alert], source: "alertmanager", leftOut: 0 };
  return takeExternalAlerts(systemWorld(db, now), taking);
}

async function strikeAt(site: Site, hours: number): Promise<void> {
  const { db, now } = later(site, hours * HOUR);
  await evaluateClock(systemWorld(db, now));
}

async function standing({ db, tenantId }: Site) {
  const rows = await db.alert.findMany({ where: { tenantId, kind: "external" }, orderBy: { id: "asc" } });
  return rows.map(({ phase, resolution }) => `${phase} ${resolution ?? ""}`.trim());
}

describe("an alert of another system", () => {
  it("goes on as long as it is heard of, and is over nine hours after it was last", async () => {
    const { site } = await aLab(database.db);
    expect(await say(site, 0)).toEqual(["fired"]);
    expect(await say(site, 4)).toEqual(["unchanged"]);
    await strikeAt(site, 12.9);
    expect(await standing(site)).toEqual(["firing"]);
    await strikeAt(site, 13.1);
    expect(await standing(site)).toEqual(["resolved unheard"]);
    const alert = await site.db.alert.findFirstOrThrow({ where: { tenantId: site.tenantId, kind: "external" } });
    expect(alert.evaluatedAt).toEqual(later(site, 4 * HOUR).now);
  });

  it("is told anew when it is heard of again after that, and ends when the other system says so", async () => {
    const { site } = await aLab(database.db);
    await say(site, 0);
    await strikeAt(site, 10);
    expect(await say(site, 11)).toEqual(["fired"]);
    expect(await say(site, 12)).toEqual(["unchanged"]);
    expect(await standing(site)).toEqual(["resolved unheard", "firing"]);
    expect(await say(site, 13, { isFiring: false })).toEqual(["resolved"]);
    expect(await say(site, 14)).toEqual(["unchanged"]);
    expect(await standing(site)).toEqual(["resolved unheard", "resolved fell"]);
  });
});
