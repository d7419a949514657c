import { expect, it } from "vitest";
import { evaluateClock } from "../../../src/domain/alerts/evaluate-clock.ts";
import { flushDigests } from "../../../src/domain/alerts/flush-digests.ts";
import { readDigest } from "../../../src/domain/alerts/read-digest.ts";
import { systemContext } from "../../../src/domain/context.ts";
import { newId } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { anEvent, send } from "../usage/given.ts";
import { aLab, evaluate, later, limit } from "./alerts-site.ts";
import type { Lab } from "./alerts-site.ts";

const database = useDatabase();
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const meters = ["jobs", "predictions"];

/** 85 of 100 are used of both for this day, and the day is over. */
async function aDayThatIsOver(): Promise<Lab> {
  const lab = await aLab(database.db);
  for (const meter of meters) await limit(lab.site, lab.pool, 100n, { window: "day", meter });
  const use = { time: lab.site.now, amount: 85, person: lab.bob.id, organization: lab.lab.id };
  await send(lab.site, ...meters.map((meter) => anEvent({ ...use, meter })));
  return lab;
}

async function subscribe({ site, lab, alice }: Lab): Promise<string> {
  const [id, { tenantId, now }] = [newId(), site];
  const place = {
    platform: "slack",
    workspaceExternalId: "T1",
    channelExternalId: `C${id}`,
    channelName: "gpu",
  } as const;
  const wish = { kinds: ["quota"], muted: [], timeZone: "UTC", organizationId: lab.id };
  const by = { createdById: alice.id, createdByName: alice.label, createdAt: now };
  await database.db.alertSubscription.create({ data: { id, tenantId, ...place, ...wish, ...by } });
  return `channel:${id}`;
}

async function planned(recipient: string): Promise<readonly string[]> {
  const rows = await database.db.delivery.findMany({ where: { recipient }, orderBy: { createdAt: "asc" } });
  return rows.map(({ subject }) => subject);
}

it("E9 says that windows are over in one message: to people in the day's digest, to channels soon", async () => {
  const lab = await aDayThatIsOver();
  const [alice, channel] = [`person:${lab.alice.id}`, await subscribe(lab)];
  await evaluate(lab.site);
  await evaluateClock(later(lab.site, DAY));
  await flushDigests(later(lab.site, DAY + MINUTE));
  expect(await planned(alice)).toEqual(["alert", "alert"]);
  expect(await planned(channel)).toEqual(["alert", "alert", "digest"]);

  await flushDigests(later(lab.site, 2 * DAY));
  await flushDigests(later(lab.site, 3 * DAY));
  expect(await planned(alice)).toEqual(["alert", "alert", "digest"]);
  const { id } = await database.db.digest.findFirstOrThrow({ where: { recipient: alice } });
  const view = await readDigest(database.db, systemContext(lab.site, lab.site.tenantId), id);
  expect(view?.alerts.map(({ resolution }) => resolution)).toEqual(["window-ended", "window-ended"]);
});

it("E9 says nothing of windows to whom nothing was told", async () => {
  const lab = await aDayThatIsOver();
  await evaluateClock(later(lab.site, DAY));
  await flushDigests(later(lab.site, 3 * DAY));

  expect(await planned(`person:${lab.alice.id}`)).toEqual([]);
});
