import { PermissionFlagsBits } from "discord-api-types/v10";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discordChannels, slackBotUserId, slackChannels } from "../../playground/world.ts";
import { evaluateClock } from "../../src/domain/alerts/evaluate-clock.ts";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import { newCode } from "../../src/new-code.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import {
  expectSoon,
  foundLab,
  isReadable,
  newsFor,
  personCalled,
  platforms,
  refusalOf,
  registerEverywhere,
  words,
} from "./story.ts";
import type { Chat, Lab } from "./story.ts";
import { report } from "./usage-story.ts";

const DAY = 86_400_000;
const room = "vision-lab";
const slackRoom = slackChannels.find(({ name }) => name === room)?.id ?? "";
const discordRoom = discordChannels.find(({ name }) => name === room)?.id ?? "";

let scene: Scene;

beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());

async function limited(platform: Chat): Promise<Lab> {
  const lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
  await scene.on(platform, "alice").type(`quota set ${lab.slug} gpu_hours 100 month quiet:yes`);
  return lab;
}

const use = (lab: Lab, amount: number) =>
  report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount }]);

const stateOf = async ({ id }: Lab) =>
  (await scene.db.alertSubscription.findFirstOrThrow({ where: { organizationId: id } })).state;

async function strikeAt(milliseconds: number): Promise<void> {
  const now = new Date(Date.now() + milliseconds);
  await evaluateClock({ db: scene.db, now, configuration: builtInConfiguration(now), newId: () => uuidv7(), newCode });
}

describe.each(platforms)("what goes wrong with alerts, on %s", (platform) => {
  const alice = () => scene.on(platform, "alice");
  const posts = () => alice().in(room).posts().map(words);

  it.each([
    ["an organization", "alert create quota nowhere gpu_hours"],
    ["a meter", "alert create quota me light_years at:80"],
  ])("a rule on %s that does not exist is refused, and makes nothing", async (_, line) => {
    const before = await scene.db.alertRule.count();
    const refusal = await refusalOf(scene, () => alice().type(line));

    expect(refusal.what).not.toBe("");
    expect(refusal).toMatchObject({ isReadable: true, changed: [] });
    expect(await scene.db.alertRule.count()).toBe(before);
  });

  it("more than twenty levels are refused", async () => {
    const lab = await limited(platform);
    const levels = Array.from({ length: 21 }, (_, index) => index + 1).join(", ");
    const refusal = await refusalOf(scene, () => alice().type(`alert create quota ${lab.slug} at:"${levels}"`));

    expect(refusal).toMatchObject({ code: "alert_levels_invalid", changed: [] });
  });

  it("an archived or hidden channel is kept, its creator is told, and it goes on when it is back", async () => {
    const lab = await limited(platform);
    await alice().in(room).type(`alert subscribe quota,overage ${lab.slug}`);
    await expectSoon(() => posts().at(-1)).toContain(lab.name);
    close(platform);
    await expectSoon(() => stateOf(lab)).toBe("degraded");
    const news = await newsFor(scene, "alice", new RegExp(`#${room}[^]*${reason[platform]}`, "iu"));
    expect(isReadable(news)).toBe(true);

    await use(lab, 82);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used 82 %`, "u"));
    reopen(platform);
    await expectSoon(() => stateOf(lab)).toBe("ok");
    await expectSoon(() => posts().some((text) => text.includes(lab.name) && text.includes("82 %"))).toBe(true);
  });

  // Discord has no such step: who may not see a channel is shut out of it, as above.
  it.runIf(platform === "slack")("a channel that becomes private hears on while the bot is in it", async () => {
    const lab = await limited(platform);
    await alice().in(room).type(`alert subscribe quota ${lab.slug}`);
    scene.slack.as("U0QMALICE1").makePrivate(slackRoom);
    await use(lab, 82);

    await expectSoon(() => posts().at(-1)).toContain(`${lab.name} has used 82 %`);
    expect(await stateOf(lab)).toBe("ok");
  });

  it("a person who left is told nothing of the organization any more", async () => {
    const lab = await limited(platform);
    await alice().type(`quota set @bob gpu_hours 50 month org:${lab.slug} quiet:yes`);
    await use(lab, 41);
    await newsFor(scene, "bob", /You have used 82 % of your GPU hours/u);
    await scene.db.membership.deleteMany({
      where: { organizationId: lab.id, personId: (await personCalled(scene.db, "bob")).id },
    });
    await report(scene, [{ organization: lab.slug, meter: "gpu_hours", amount: 42 }]);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used 83 %`, "u"));

    const { id } = await personCalled(scene.db, "bob");
    const alerts = await scene.db.alert.findMany({ where: { organizationId: lab.id, personId: null } });
    const told = { recipient: `person:${id}`, alertId: { in: alerts.map((alert) => alert.id) } };
    expect(await scene.db.alertTold.count({ where: told })).toBe(0);
  });

  it("a clock that jumps a day back and forth tells nobody anything again", async () => {
    const lab = await limited(platform);
    await use(lab, 82);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used 82 %`, "u"));
    const count = () => scene.db.alertTold.count({ where: { alertId: { in: ids } } });
    const ids = (await scene.db.alert.findMany({ where: { organizationId: lab.id } })).map(({ id }) => id);
    const before = await count();
    for (const jump of [-DAY, 0, DAY, -DAY, 0]) await strikeAt(jump);

    expect(await count()).toBe(before);
    const states = await scene.db.alert.findMany({ where: { organizationId: lab.id }, select: { phase: true } });
    expect(states).toEqual([{ phase: "firing" }]);
  });
});

const reason: Readonly<Record<Chat, string>> = { slack: "archived", discord: "(?:see|view|gone|deleted)" };

function close(platform: Chat): void {
  if (platform === "slack") scene.slack.as("U0QMALICE1").archive(slackRoom);
  else scene.discord.settings.permit(discordRoom, { deny: PermissionFlagsBits.ViewChannel });
}

function reopen(platform: Chat): void {
  if (platform === "discord") return scene.discord.settings.permit(discordRoom, {});
  scene.slack.as("U0QMALICE1").unarchive(slackRoom);
  scene.slack.as("U0QMALICE1").invite(slackRoom, slackBotUserId);
}
