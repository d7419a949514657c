import { PermissionFlagsBits } from "discord-api-types/v10";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discordChannels, slackBotUserId, slackChannels } from "../../playground/world.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { expectSoon, foundLab, isReadable, newsFor, platforms, registerEverywhere, words } from "./story.ts";
import type { Chat, Lab } from "./story.ts";
import { report } from "./usage-story.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());

const room = "vision-lab";
const slackRoom = slackChannels.find(({ name }) => name === room)?.id ?? "";
const discordRoom = discordChannels.find(({ name }) => name === room)?.id ?? "";

/** As somebody of the workspace would put the bot out of the channel, or shut it out of it. */
function shutOut(platform: Chat): void {
  if (platform === "slack") scene.slack.as("U0QMALICE1").remove(slackRoom, slackBotUserId);
  else scene.discord.settings.permit(discordRoom, { deny: PermissionFlagsBits.SendMessages });
}

function letIn(platform: Chat): void {
  if (platform === "slack") scene.slack.as("U0QMALICE1").invite(slackRoom, slackBotUserId);
  else scene.discord.settings.permit(discordRoom, {});
}

const howTo: Readonly<Record<Chat, RegExp>> = { slack: /\/invite @Quartermaster/u, discord: /Send Messages/u };

const alice = (platform: Chat) => scene.on(platform, "alice").in(room);
const posts = (platform: Chat) => alice(platform).posts().map(words);

async function limited(platform: Chat): Promise<Lab> {
  const lab = await foundLab(scene, { members: { bob: "member" } });
  await scene.on(platform, "alice").type(`quota set ${lab.slug} gpu_hours 100 month`);
  return lab;
}

const use = (lab: Lab, amount: number) =>
  report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount }]);

describe.each(platforms)("a channel on %s", (platform) => {
  it("R-28 is told in one line who set it up, while the answer is for the asker alone", async () => {
    const lab = await limited(platform);

    const answer = await alice(platform).type(`alert subscribe quota,overage ${lab.slug}`);

    expect(answer.isPrivate).toBe(true);
    await expectSoon(() => posts(platform).at(-1)).toMatch(new RegExp(`${lab.name}[^]*Alice Moreau`, "u"));
  });

  it("D-16 B-31 shows one card for an alert, which changes in place, with what follows below it", async () => {
    const lab = await limited(platform);
    await alice(platform).type(`alert subscribe quota,overage ${lab.slug}`);
    const before = posts(platform).length;

    await use(lab, 82);
    await expectSoon(() => posts(platform).filter((text) => text.includes(`${lab.name} has used 82 %`))).toHaveLength(
      1,
    );
    await use(lab, 14);

    await expectSoon(() => posts(platform).at(-1)).toContain(`${lab.name} has used 96 %`);
    await expectSoon(() => alice(platform).posts().at(-1)?.replies?.().length).toBe(1);
    expect(posts(platform).filter((text) => text.includes(lab.name)).length).toBeLessThanOrEqual(before + 2);
    expect(alice(platform).posts().every(isReadable)).toBe(true);
  });

  it("R-29 is refused at once, with what to do, where the bot may not post", async () => {
    const lab = await limited(platform);
    shutOut(platform);

    const refusal = await alice(platform).type(`alert subscribe quota ${lab.slug}`);
    letIn(platform);

    expect(words(refusal)).toMatch(howTo[platform]);
    expect(words(refusal)).toMatch(/code channel_unreachable/u);
    expect(await scene.db.alertSubscription.count({ where: { organizationId: lab.id } })).toBe(0);
  });

  it("R-29 stays subscribed when the bot is shut out; its creator hears of it, and it catches up later", async () => {
    const lab = await limited(platform);
    await alice(platform).type(`alert subscribe quota,overage ${lab.slug}`);
    await expectSoon(() => posts(platform).at(-1)).toContain(lab.name);
    const state = () => scene.db.alertSubscription.findFirstOrThrow({ where: { organizationId: lab.id } });

    shutOut(platform);
    await expectSoon(async () => (await state()).state).toBe("degraded");
    const news = await newsFor(scene, "alice", new RegExp(`#${room}[^]*${howTo[platform].source}`, "u"));
    expect(isReadable(news)).toBe(true);
    await use(lab, 82);
    letIn(platform);

    await expectSoon(async () => (await state()).state).toBe("ok");
    await expectSoon(() => posts(platform).at(-1)).toContain(lab.name);
    await expectSoon(() => posts(platform).some((text) => /82 %/u.test(text) && text.includes(lab.name))).toBe(true);
  });

  it("R-29 is told apart from a conversation with the bot, which is no channel", async () => {
    const lab = await limited(platform);
    const direct =
      platform === "slack"
        ? scene.slack.as("U0QMALICE1").openDirect(slackBotUserId)
        : (scene.discord
            .as("110000000000000001")
            .channels()
            .find(({ kind }) => kind === "direct")?.id ?? "");

    const refusal = await scene.on(platform, "alice").in(direct).type(`alert subscribe quota ${lab.slug}`);

    expect(words(refusal)).toMatch(/code channel_needed/u);
  });
});
