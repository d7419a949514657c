import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { expectSoon, foundLab, isReadable, newsFor, personCalled, platforms, words } from "./story.ts";
import type { Chat, Lab } from "./story.ts";
import { report } from "./usage-story.ts";

const deactivated = {
  id: "U0QMGINA01",
  name: "gina",
  realName: "Gina Rossi",
  email: "gina@example.com",
  tz: "Europe/Rome",
  deactivated: true,
} as const;
/** Deactivated on Slack; of nobody on Discord. */
const accounts: Readonly<Record<Chat, string>> = { slack: deactivated.id, discord: "199999999999999999" };

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab({ moreOnSlack: [deactivated] });
});
afterAll(() => scene.close());

/** Somebody whose only account is on this platform, and gone. */
async function someoneGone(platform: Chat): Promise<string> {
  const { tenantId } = await personCalled(scene.db, "alice");
  const [id, now] = [uuidv7(), new Date()];
  const account = { state: "active", type: "user", role: "regular", createdAt: now } as const;
  const names = { username: `gina_${platform}`, displayName: `Gina of ${platform}` };
  await scene.db.person.create({ data: { id, tenantId, ...names, ...account } });
  const identity = { id: uuidv7(), tenantId, personId: id, platform, externalId: accounts[platform] };
  await scene.db.identity.create({ data: { ...identity, handle: "gina", linkedAt: now } });
  return id;
}

async function labWith(personId: string): Promise<Lab> {
  const lab = await foundLab(scene);
  const { tenantId } = await personCalled(scene.db, "alice");
  const membership = { id: uuidv7(), tenantId, organizationId: lab.id, personId };
  await scene.db.membership.create({ data: { ...membership, role: "member", joinedAt: new Date() } });
  return lab;
}

describe.each(platforms)("a person whose account is gone on %s", (platform) => {
  const alice = () => scene.on(platform, "alice");
  let id: string;
  beforeAll(async () => {
    id = await someoneGone(platform);
  });

  it("B-31 of an alert about them who answers for the organization is told; nothing is tried without end", async () => {
    const lab = await labWith(id);
    const username = `gina_${platform}`;
    const name = `Gina of ${platform}`;
    await alice().type(`quota set ${username} gpu_hours 50 month org:${lab.slug} quiet:yes`);
    await report(scene, [{ person: username, organization: lab.slug, meter: "gpu_hours", amount: 41 }]);

    const card = await newsFor(scene, "alice", new RegExp(`${name}[^]*82 %`, "u"));
    expect(isReadable(card)).toBe(true);
    await report(scene, [{ person: username, organization: lab.slug, meter: "gpu_hours", amount: 7 }]);
    await expectSoon(() => words(card.now())).toMatch(new RegExp(`${name}[^]*96 %`, "u"));

    const deliveries = () => scene.db.delivery.findMany({ where: { recipient: `person:${id}` } });
    await expectSoon(async () => new Set((await deliveries()).map(({ state }) => state))).toEqual(
      new Set(["undeliverable"]),
    );
    const doctor = await scene.on("slack", "alice").type("alert doctor");
    expect(words(doctor)).toMatch(
      new RegExp(`${name}: \\d messages? did not arrive\\. .*(?:deactivated|not on Discord any more)`, "u"),
    );
  });

  it("D-21 an announcement names them as not reached, and ends", async () => {
    const lab = await labWith(id);

    await (await alice().type(`announce create "Closing ${platform}" "Down from 18:00." ${lab.slug}`)).press("Send");
    const card = await newsFor(scene, "alice", new RegExp(`“Closing ${platform}” was sent to 1 of 2`, "u"));
    expect(words(card)).toMatch(/1 not reached: .*(?:deactivated|not on Discord any more)/u);
  });
});
