import { PermissionFlagsBits } from "discord-api-types/v10";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { discordChannels, slackBotUserId, slackChannels } from "../../playground/world.ts";
import type { Screen } from "../support/chat.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { expectSoon, fillIn, foundLab, isReadable, newsFor, platforms, registerEverywhere, words } from "./story.ts";
import type { Chat, Lab } from "./story.ts";

const room = "vision-lab";
const slackRoom = slackChannels.find(({ name }) => name === room)?.id ?? "";
const discordRoom = discordChannels.find(({ name }) => name === room)?.id ?? "";

let scene: Scene;
let lab: Lab;
let said = 0;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());
beforeEach(async () => {
  for (const platform of platforms) reopen(platform);
  await over();
  lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
  said += 1;
  for (const platform of platforms) await subscribe(platform, room);
});

const title = () => `Power cut number ${said} of today`;
const subscribe = (platform: Chat, channel: string) =>
  scene.on(platform, "alice").in(channel).type(`alert subscribe quota ${lab.slug}`);

const standing = (platform: Chat, channel: string) => scene.on(platform, "alice").in(channel).posts().map(words);
/** What stands in a channel of this announcement. */
const posts = (platform: Chat, channel = room) => standing(platform, channel).filter((text) => text.includes(title()));
/** How many were withdrawn there. */
const withdrawn = (platform: Chat, channel = room) =>
  standing(platform, channel).filter((text) => text.startsWith("This announcement was withdrawn")).length;
const progress = (pattern: string) => newsFor(scene, "chen", new RegExp(`“${title()}” ${pattern}`, "u"));

/** Nothing goes out any more, and nothing is to be edited. */
async function over(): Promise<void> {
  await expectSoon(() => scene.db.announcement.count({ where: { settled: false } })).toBe(0);
  await expectSoon(() => scene.db.delivery.count({ where: { subject: "announcement", state: "pending" } })).toBe(0);
}

async function close(platform: Chat): Promise<void> {
  if (platform === "slack") scene.slack.as("U0QMALICE1").archive(slackRoom);
  else scene.discord.settings.permit(discordRoom, { deny: PermissionFlagsBits.ViewChannel });
  await expectSoon(() => stateOf(platform)).toBe("degraded");
}

function reopen(platform: Chat): void {
  if (platform === "discord") return scene.discord.settings.permit(discordRoom, {});
  scene.slack.as("U0QMALICE1").unarchive(slackRoom);
  scene.slack.as("U0QMALICE1").invite(slackRoom, slackBotUserId);
}

async function open(platform: Chat): Promise<void> {
  reopen(platform);
  await expectSoon(() => stateOf(platform)).toBe("ok");
}

async function stateOf(platform: Chat): Promise<string | undefined> {
  const where = { platform, organizationId: lab.id, deletedAt: null };
  return (await scene.db.alertSubscription.findFirst({ where }))?.state;
}

describe.each(platforms)("announcements in channels, on %s", (platform) => {
  const other = platform === "slack" ? "discord" : "slack";
  const chen = () => scene.on(platform, "chen");
  const announce = async (name = title()): Promise<Screen> =>
    (await chen().type(`announce create "${name}" "Down from 18:00." ${lab.slug} via:channels`)).press("Send");

  it("TU-58 goes once to each channel that hears of the organization, and to nobody personally", async () => {
    const answer = await announce();
    expect(words(answer)).toMatch(/is going out to 2 channels/u);
    await progress("was sent to 2 of 2");

    for (const each of platforms) {
      expect(posts(each)).toEqual([expect.stringMatching(/Down from 18:00/u)]);
      expect(scene.on(each, "bob").inbox().map(words).join("\n")).not.toContain(title());
    }
    expect(scene.on(platform, "alice").in(room).posts().every(isReadable)).toBe(true);
  });

  it("TU-58 R-29 names a channel that was closed as not reached, holds nothing up for it, and tells it later", async () => {
    await close(platform);
    await announce();

    const card = await progress("was sent to 1 of 2");
    expect(words(card)).toMatch(
      platform === "slack" ? /1 not reached: .*archived/u : /1 not reached: .*see the channel/u,
    );
    expect(posts(other)).toHaveLength(1);
    const next = await announce(`Another one beside ${said}`);
    expect(words(next)).toMatch(/is going out to 2 channels/u);

    await open(platform);
    await progress("was sent to 2 of 2");
    expect(posts(platform)).toHaveLength(1);
  });

  it("TU-58 is corrected and withdrawn where it was told, and nowhere else", async () => {
    await announce();
    await progress("was sent to 2 of 2");
    await close(platform);
    await subscribe(other, "general");

    await fillIn(await chen().type(`announce correct "${title()}"`), { Text: "Down from 19:00." });
    await expectSoon(() => posts(other)).toEqual([expect.stringMatching(/Down from 19:00/u)]);
    await over();
    await open(platform);
    await expectSoon(() => posts(platform)).toEqual([expect.stringMatching(/Down from 19:00/u)]);

    const before = { slack: withdrawn("slack"), discord: withdrawn("discord") };
    await (await chen().type(`announce recall "${title()}"`)).press("Withdraw");
    for (const each of platforms) {
      await expectSoon(() => withdrawn(each)).toBe(before[each] + 1);
      expect(posts(each)).toEqual([]);
    }
    await over();
    expect([...posts(other, "general"), withdrawn(other, "general")]).toEqual([0]);
  });

  it("TU-58 that was withdrawn is nothing to a channel that never heard it", async () => {
    const before = withdrawn(platform);
    await close(platform);
    await announce();
    await progress("was sent to 1 of 2");
    await (await chen().type(`announce recall "${title()}"`)).press("Withdraw");
    await progress("was withdrawn after 1 of 2");

    await open(platform);
    await over();
    expect([posts(platform).length, withdrawn(platform)]).toEqual([0, before]);
  });

  it("TU-58 is not said anew to be withdrawn where somebody has deleted it", async () => {
    await announce();
    await progress("was sent to 2 of 2");
    const before = { slack: withdrawn("slack"), discord: withdrawn("discord") };
    await forget(platform);

    await (await chen().type(`announce recall "${title()}"`)).press("Withdraw");
    await over();
    expect([posts(platform).length, withdrawn(platform)]).toEqual([0, before[platform]]);
    expect(withdrawn(other)).toBe(before[other] + 1);
  });
});

/** As an administrator who deletes the bot's message there. */
async function forget(platform: Chat): Promise<void> {
  const { id } = await scene.db.announcement.findFirstOrThrow({ where: { title: title() } });
  const where = { subject: "announcement", subjectId: id, channel: platform };
  const { handle } = await scene.db.delivery.findFirstOrThrow({ where });
  const { channel, ts, message } = z
    .object({ channel: z.string(), ts: z.string().optional(), message: z.string().optional() })
    .parse(handle);
  const { slack, discord } = scene;
  const response =
    platform === "slack"
      ? await fetch(new URL("chat.delete", slack.apiUrl), {
          method: "POST",
          headers: { authorization: `Bearer ${slack.credentials.botToken}`, "content-type": "application/json" },
          body: JSON.stringify({ channel, ts }),
        })
      : await fetch(`${discord.apiUrl}/v10/channels/${channel}/messages/${message}`, {
          method: "DELETE",
          headers: { authorization: `Bot ${discord.token}` },
        });
  expect(response.ok).toBe(true);
}
