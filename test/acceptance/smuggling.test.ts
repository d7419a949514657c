import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discordPeople, slackPeople } from "../../playground/world.ts";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { newsFor, platforms, registerEverywhere } from "./story.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());

/** What would ping, link or format on either platform, in less than an organization's name may have. */
const titles = [
  "<!channel> <!here> A",
  "@everyone @here B",
  "<@U0QMCHEN01> <@110000000000000003> C",
  "[free GPUs](https://evil.example) D",
  "<https://evil.example|free GPUs> E",
  "*bold* **bold** ~gone~ `code` F",
  "# Heading > quote || spoiler || G",
  "&lt;!channel&gt; &amp; H",
  "https://evil.example/I",
  "<t:0:R> <#C0QMGENRL1> </whoami:1> :smile: J",
  "@chen #general K",
];

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** Every object of a payload, outermost first. */
function objectsIn(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isJson(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

/** What Slack would make more of than plain text: entities in mrkdwn, and elements of rich text that act. */
function activeOnSlack(messages: readonly unknown[]): readonly unknown[] {
  return messages.flatMap(objectsIn).filter(({ type, text }) => {
    if (type === "broadcast" || type === "user" || type === "channel" || type === "usergroup" || type === "emoji")
      return true;
    if (type === "link") return true;
    return type === "mrkdwn" && typeof text === "string" && /<(?:!(?!date)|@|#|https?:)|[*~`]\S/u.test(text);
  });
}

/** Markdown that Discord would act on; times are ours. */
const ACTIVE = /(?<!\\)(?:@everyone|@here|<[@#/]|\]\(|\|\||~~|https?:\/\/)|^(?:#|>) |<t:0:R>/mu;

function activeOnDiscord(texts: readonly string[]): readonly string[] {
  const unmarked = texts.map((text) => text.replaceAll(/\\./gu, ""));
  return unmarked.filter((text) => ACTIVE.test(text));
}

function seenOnSlack(): readonly unknown[] {
  return slackPeople.flatMap(({ id }) => {
    const person = scene.slack.as(id);
    return person.channels().flatMap((channel) => person.messages(channel.id).filter(({ isFromApp }) => isFromApp));
  });
}

function seenOnDiscord() {
  return discordPeople.flatMap(({ id }) => {
    const person = scene.discord.as(id);
    return person.channels().flatMap((channel) => person.messages(channel.id).filter(({ author }) => author.isBot));
  });
}

const textsOf = (message: { content: string; embeds: unknown }) =>
  [
    message.content,
    ...objectsIn(message.embeds).flatMap(({ title, description, value, text }) => [title, description, value, text]),
  ].filter((text) => typeof text === "string");

it("is found by the test where it is active", () => {
  const slack = [
    { type: "mrkdwn", text: "<!channel>" },
    { type: "broadcast", range: "here" },
    { type: "mrkdwn", text: "*b*" },
  ];
  expect(activeOnSlack([{ blocks: slack }])).toHaveLength(3);
  const discord = ["@everyone", "<@1>", "[a](https://b)", "# Big", "||spoiler||", "<t:0:R>"];
  expect(activeOnDiscord(discord)).toEqual(discord);
  expect(activeOnDiscord(["\\<@1>", "<t:1795287833:R>"])).toEqual([]);
});

describe.each(platforms)("text from people, typed on %s", (platform) => {
  it.each(titles)("E17 stays text: %s", async (title) => {
    const name = `${title} ${platform}`;
    const alice = scene.on(platform, "alice");
    await (platform === "slack" ? alice.type(`org create "${name}"`) : createOnDiscord(name));
    const { slug } = await scene.db.organization.findFirstOrThrow({
      where: { name: { endsWith: `${title.slice(-1)} ${platform}` } },
    });
    await alice.type(`invite create @bob org:${slug} message:"${title}"`);
    const card = await newsFor(scene, "bob", new RegExp(`invites you to .*${title.slice(-1)} ${platform}`, "u"));
    await card.press("Decline");
    await alice.type(`org show org:${slug}`);
    await alice.type("org list");
    await alice.type(`whoami org:${slug}`);

    expect(activeOnSlack(seenOnSlack())).toEqual([]);
    expect(seenOnDiscord().filter(({ isMentioningMe }) => isMentioningMe)).toEqual([]);
    expect(activeOnDiscord(seenOnDiscord().flatMap(textsOf))).toEqual([]);
  });
});

/** A title with any characters, in Discord's own option. */
function createOnDiscord(name: string) {
  return scene.discord.as("110000000000000001").command("140000000000000001", "org create", { name });
}
