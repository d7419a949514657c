import { setTimeout as sleep } from "node:timers/promises";
import { v7 as uuidv7 } from "uuid";
import type { Database } from "../../../src/storage/database.ts";
import { words } from "../../acceptance/story.ts";
import { link } from "../../support/scene.ts";
import type { Bot } from "./bot.ts";
import type { Random } from "./random.ts";
import type { Town } from "./town.ts";

/** What becomes of one organization that may use 100 GPU hours a month, and what is true of its one card in the end. */
export interface Course {
  readonly name: string;
  /** GPU hours, one report after the other. */
  readonly uses: readonly number[];
  /** Who answers for it raises its limit to this when all is used. */
  readonly raisedTo?: number;
  readonly card: RegExp;
  readonly alerts: readonly string[];
}

export const courses: readonly Course[] = [
  {
    name: "Optics 1",
    uses: [40, 42],
    card: /Optics 1 has used 82 % of its GPU hours/u,
    alerts: ["quota firing 80 %"],
  },
  {
    name: "Optics 2",
    uses: [82, 5, 5, 5],
    card: /Optics 2 has used 97 % of its GPU hours/u,
    alerts: ["quota firing 95 %"],
  },
  {
    name: "Optics 3",
    uses: [100],
    card: /Optics 3 has used all of its GPU hours/u,
    alerts: ["overage firing 100 %", "quota firing 95 %"],
  },
  {
    name: "Optics 4",
    uses: [50, 46],
    raisedTo: 400,
    card: /Optics 4.*raised/su,
    alerts: ["quota resolved limit-raised"],
  },
];

export interface Labs {
  readonly tenantId: string;
  readonly key: string;
  readonly keepers: number;
}

/** Alice hears on Slack and Chen on Discord; a channel of each platform hears of each organization. */
export async function settleLabs(town: Town, db: Database): Promise<Labs> {
  const alice = town.on("slack", "alice");
  await town.on("slack", "chen").type("register");
  await link(town, "chen");
  const { id: aliceId, tenantId } = await db.person.findFirstOrThrow({ where: { username: "alice" } });
  const { id: chenId } = await db.person.findFirstOrThrow({ where: { username: "chen" } });
  for (const { name } of courses) {
    const lab = { id: uuidv7(), tenantId, name, slug: slugOf(name), createdAt: new Date(), prerequisites: [] };
    await db.organization.create({ data: lab });
    for (const personId of [aliceId, chenId]) {
      const place = { tenantId, organizationId: lab.id, personId };
      await db.membership.create({ data: { id: uuidv7(), ...place, role: "owner", joinedAt: new Date() } });
    }
    await alice.type(`quota set ${slugOf(name)} gpu_hours 100 month quiet:yes`);
    for (const platform of ["slack", "discord"] as const)
      await town
        .on(platform, "alice")
        .in("vision-lab")
        .type(`alert subscribe quota,overage ${slugOf(name)}`);
  }
  const made = await alice.type("api-key create cluster scopes:usage:write");
  const [key] = /\bqm_[A-Za-z0-9_-]{20,}/u.exec(words(made)) ?? [];
  if (!key) throw new Error(`no key in: ${made.text}`);
  return { tenantId, key, keepers: 2 };
}

const slugOf = (name: string) => name.toLowerCase().replace(" ", "-");

interface Surroundings {
  readonly labs: Labs;
  readonly random: Random;
  /** One that is alive, or was a moment ago. */
  bot(): Bot | undefined;
}

/** Reports what an organization uses, each until an instance has said that it counted it. */
export async function live({ name, uses }: Course, { labs, random, bot }: Surroundings): Promise<void> {
  const time = new Date().toISOString();
  for (const [index, amount] of uses.entries()) {
    const data = { meter: "gpu_hours", amount, organization: slugOf(name) };
    const id = `${name} ${index}`;
    const event = { specversion: "1.0", id, source: "/clusters/test", type: "quartermaster.usage.v1", time, data };
    await untilDone(() => counted(bot(), labs.key, event));
    await sleep(500 + random() * 1_500);
  }
}

/** Raises the limit where that is the organization's course. */
export async function raise(town: Town, { name, raisedTo }: Course): Promise<void> {
  if (raisedTo === undefined) return;
  const line = `quota set ${slugOf(name)} gpu_hours ${raisedTo} month`;
  await untilDone(async () => /400/u.test((await town.on("slack", "alice").type(line)).text));
}

async function counted(bot: Bot | undefined, key: string, event: object): Promise<boolean> {
  const response = await fetch(`${bot?.url}/v1/usage`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents+json" },
    body: JSON.stringify(event),
  });
  return response.ok;
}

async function untilDone(attempt: () => Promise<boolean>): Promise<void> {
  // Whatever fails here failed because an instance is gone.
  while (!(await attempt().catch(() => false))) await sleep(100);
}
