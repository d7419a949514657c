import { describe, expect, it } from "vitest";
import { createAlertRule } from "../../../src/domain/alerts/create-rule.ts";
import { listAlerts } from "../../../src/domain/alerts/list-alerts.ts";
import type { RuleWish } from "../../../src/domain/alerts/rule-wish.ts";
import { readLevels } from "../../../src/domain/alerts/typed-level.ts";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { aPerson, contextOf } from "../../support/builders.ts";
import type { SomePerson } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aLab, evaluate, limit, use } from "./alerts-site.ts";
import { aChannel } from "./routing-site.ts";

const database = useDatabase();

async function aSite() {
  const here = await aLab(database.db);
  const { db, tenantId, now } = here.site;
  const rita = await aPerson(here.tenant, { name: "Rita Root", role: "super_admin" });
  const as = (person: SomePerson) => ({
    ...contextOf(here.tenant, person, { now }),
    configuration: builtInConfiguration(now),
  });
  const wide = () =>
    aChannel(
      { ...here, db, tenantId, rita, ruleIds: { one: "", each: "" } },
      { kinds: ["quota"], organizationId: null },
    );
  return { ...here, rita, as, wide };
}

type Here = Awaited<ReturnType<typeof aSite>>;

/** The levels that somebody's list shows, and who is told by others. */
async function listed({ as }: Here, person: SomePerson) {
  const { rows, total, apart } = await listAlerts(as(person));
  expect(total).toBe(rows.length);
  return rows.map(({ id, subjectName, level, levels }) => [
    `${subjectName.replace(/ [0-9a-f-]{36}/u, "")} ${levels[level]?.name ?? ""}`,
    ...(apart.get(id) ?? []).map(({ who }) => who?.replace(/ [0-9a-f-]{36}/u, "") ?? "others"),
  ]);
}

const quota = (watched: RuleWish["watched"], level: string): RuleWish => ({
  kind: "quota",
  watched,
  levels: readLevels(level, "at"),
});

describe("listAlerts", () => {
  it("shows a limit once, by the rule that tells the asker, with who is told by another", async () => {
    const here = await aSite();
    await here.wide();
    await limit(here.site, here.pool, 100n);
    await createAlertRule(here.as(here.alice), quota(here.pool, "70"));
    await use(here, 85);
    await evaluate(here.site);

    expect(await here.site.db.alert.count({ where: { tenantId: here.site.tenantId, kind: "quota" } })).toBe(2);
    expect(await listed(here, here.alice)).toEqual([["Vision Lab 70 %", "others"]]);
    expect(await listed(here, here.bob)).toEqual([["Vision Lab 70 %", "others"]]);
    expect(await listed(here, here.rita)).toEqual([["Vision Lab 80 %", "Vision Lab"]]);
  });

  it("shows whoever made a rule for themselves theirs, and others what everybody gets", async () => {
    const here = await aSite();
    const own = { scope: "person", personId: here.bob.id } as const;
    await limit(here.site, own, 100n);
    await createAlertRule(here.as(here.bob), quota(own, "70"));
    await use(here, 85);
    await evaluate(here.site);

    expect(await listed(here, here.bob)).toEqual([["Bob Ekman 70 %"]]);
    expect(await listed(here, here.rita)).toEqual([["Bob Ekman 80 %", "Bob Ekman"]]);
  });

  it("shows each of several rules that tell the same people", async () => {
    const here = await aSite();
    await limit(here.site, here.pool, 100n);
    await createAlertRule(here.as(here.rita), quota(here.pool, "70"));
    await createAlertRule(here.as(here.rita), { ...quota(here.pool, "75"), window: "month" });
    await use(here, 85);
    await evaluate(here.site);

    expect((await listed(here, here.rita)).flat().toSorted()).toEqual(["Vision Lab 70 %", "Vision Lab 75 %"]);
  });
});
