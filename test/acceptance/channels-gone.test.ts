import { PermissionFlagsBits } from "discord-api-types/v10";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { discordChannels, discordGuild, slackBotUserId, slackChannels } from "../../playground/world.ts";
import type { Screen } from "../support/chat.ts";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { expectSoon, foundLab, isReadable, newsFor, registerEverywhere, words } from "./story.ts";
import type { Chat, Lab } from "./story.ts";
import { report } from "./usage-story.ts";

const room = "vision-lab";
const slackRoom = slackChannels.find(({ name }) => name === room)?.id ?? "";
const discordRoom = discordChannels.find(({ name }) => name === room)?.id ?? "";

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob"]);
});
afterAll(() => scene.close());

interface Closing {
  readonly what: string;
  readonly platform: Chat;
  readonly close: () => void;
  readonly open: () => void;
  /** What is wrong and what to do, as the doctor says it. */
  readonly told: RegExp;
}

const slackAlice = () => scene.slack.as("U0QMALICE1");
const inviteBack = () => void slackAlice().invite(slackRoom, slackBotUserId);
const permit = (deny: bigint) => scene.discord.settings.permit(discordRoom, { deny });

const closings: readonly Closing[] = [
  {
    what: "that the bot was removed from",
    platform: "slack",
    close: () => void slackAlice().remove(slackRoom, slackBotUserId),
    open: inviteBack,
    told: /Quartermaster is not in the channel\. Invite it there: \/invite @Quartermaster/u,
  },
  {
    what: "that was archived",
    platform: "slack",
    close: () => void slackAlice().archive(slackRoom),
    open: () => {
      slackAlice().unarchive(slackRoom);
      inviteBack();
    },
    told: /The channel is archived\. Unarchive it, or subscribe another channel/u,
  },
  {
    what: "whose server the bot was removed from",
    platform: "discord",
    close: () => scene.discord.settings.removeBot(discordGuild.id),
    open: () => scene.discord.settings.addBot(discordGuild.id),
    told: /The channel is no longer on Discord, or Quartermaster is no longer in its server\. Add Quartermaster to the server again, or subscribe another channel/u,
  },
  {
    what: "that the bot may not see any more",
    platform: "discord",
    close: () => permit(PermissionFlagsBits.ViewChannel),
    open: () => permit(0n),
    told: /Discord does not let Quartermaster (?:see|write in) the channel\. In the channel's settings, give Quartermaster/u,
  },
  // The last one: its channel stays private.
  {
    what: "that was made private, and the bot put out of it",
    platform: "slack",
    close: () => {
      slackAlice().makePrivate(slackRoom);
      slackAlice().remove(slackRoom, slackBotUserId);
    },
    open: inviteBack,
    told: /(?:it is private, or it was deleted|Quartermaster is not in the channel)\. Invite it there/u,
  },
];

async function subscribed(platform: Chat, channel: string): Promise<Lab> {
  const lab = await foundLab(scene, { members: { bob: "member" } });
  await scene.on("slack", "alice").type(`quota set ${lab.slug} gpu_hours 100 month quiet:yes`);
  await scene.on(platform, "alice").in(channel).type(`alert subscribe quota,overage ${lab.slug}`);
  await expectSoon(() => posts(platform, channel).at(-1)).toContain(lab.name);
  return lab;
}

const posts = (platform: Chat, channel = room) => scene.on(platform, "alice").in(channel).posts().map(words);
const about = (lab: Lab) => (text: string) => text.includes(lab.name) && text.includes("82 %");
const use = (lab: Lab, amount: number) =>
  report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount }]);
const rowOf = ({ id }: Lab) => scene.db.alertSubscription.findFirstOrThrow({ where: { organizationId: id } });
const doctor = (): Promise<Screen> => scene.on("slack", "alice").type("alert doctor");

describe.each(closings)("a $platform channel $what", ({ platform, close, open, told }) => {
  afterEach(open);

  it("R-29 is kept; its creator and the doctor say what to do; it hears once what it missed when it is back", async () => {
    const lab = await subscribed(platform, room);
    close();
    await expectSoon(async () => (await rowOf(lab)).state).toBe("degraded");
    await newsFor(scene, "alice", new RegExp(`#${room}[^]*${told.source}`, "u"));
    await use(lab, 82);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used 82 %`, "u"));

    const sick = await doctor();
    expect(words(sick)).toMatch(/routes? do(?:es)? not work as (?:it|they) should/u);
    expect(words(sick)).toMatch(new RegExp(`#${room}[^:]*: ${told.source}`, "u"));
    expect(words(sick)).toMatch(/Nothing is lost[^]*It is tried again/u);
    expect(words(sick)).toMatch(
      new RegExp(`#${room} [^\\n]*${lab.name} [^\\n]*does not arrive[^\\n]*; 1 waiting`, "u"),
    );
    expect(isReadable(sick)).toBe(true);

    open();
    await expectSoon(async () => (await rowOf(lab)).state).toBe("ok");
    await expectSoon(() => posts(platform).filter(about(lab)).length).toBe(1);
    const { id } = await rowOf(lab);
    await expectSoon(() =>
      scene.db.delivery.count({ where: { recipient: `channel:${id}`, state: { not: "sent" } } }),
    ).toBe(0);
    expect(posts(platform).filter(about(lab))).toHaveLength(1);
    expect(words(await doctor())).not.toMatch(told);
  });
});

describe("a Discord channel that was deleted", () => {
  it("R-29 is kept and asked for ever more seldom; another one takes its place", async () => {
    const channel = "gpu-ops";
    const lab = await subscribed("discord", channel);
    scene.discord.settings.deleteChannel(discordChannels.find(({ name }) => name === channel)?.id ?? "");
    await expectSoon(async () => (await rowOf(lab)).state).toBe("degraded");
    await use(lab, 82);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used 82 %`, "u"));

    expect(words(await doctor())).toMatch(
      new RegExp(`#${channel}[^:]*: The channel is no longer on Discord[^]*or subscribe another channel`, "u"),
    );
    const { id, retryAt } = await rowOf(lab);
    expect(retryAt).toBeInstanceOf(Date);
    const waiting = { recipient: `channel:${id}`, state: "pending" } as const;
    await expectSoon(() => scene.db.delivery.count({ where: waiting })).toBe(0);
    await scene.on("discord", "alice").in("general").type(`alert subscribe quota,overage ${lab.slug}`);
    await use(lab, 14);
    await expectSoon(() => posts("discord", "general").some((text) => text.includes(`${lab.name} has used 96 %`))).toBe(
      true,
    );
  });
});
