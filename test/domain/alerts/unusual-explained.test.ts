import { describe, expect, it } from "vitest";
import { readFacts } from "../../../src/domain/alerts/facts.ts";
import { useDatabase } from "../../support/database.ts";
import { about, anUnusualSite, personally, strikeAfter, toldOf, used } from "./unusual-site.ts";
import type { UnusualSite } from "./unusual-site.ts";

const database = useDatabase();

async function explaining({ site: { db, tenantId }, lab }: UnusualSite) {
  const alert = await db.alert.findFirstOrThrow({ where: { tenantId, organizationId: lab.id } });
  return readFacts(alert.facts).explaining?.map(({ name, percent }) => `${name} ${percent} %`);
}

describe("one cause", () => {
  it("is told once to each who hears of it, by the alert nearest to it", async () => {
    const here = await anUnusualSite(database.db);
    await used(here, { person: here.bob }, about(20));
    await used(here, { person: here.chen }, about(20));
    await used(here, { person: here.bob }, [[0, 400]]);
    await used(here, { person: here.chen }, [[0, 22]]);
    await strikeAfter(here, 1);

    expect(await explaining(here)).toEqual([expect.stringMatching(/^Bob Ekman (?:99|100) %$/u)]);
    expect(await toldOf(here, personally(here.bob))).toEqual(["Bob Ekman card"]);
    expect(await toldOf(here, personally(here.alice))).toEqual(["Vision Lab card"]);
    expect(await toldOf(here, personally(here.rita))).toEqual(["the installation card"]);
    expect(await toldOf(here, here.channel)).toEqual([
      "Bob Ekman digest",
      "Vision Lab inhibited",
      "the installation inhibited",
    ]);
  });
});
