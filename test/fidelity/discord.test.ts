import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimCode, startBot } from "./bot.ts";
import type { RunningBot } from "./bot.ts";
import { names, startBareDiscord } from "./discord-bare.ts";
import type { BareDiscord, BareDiscordOptions } from "./discord-bare.ts";
import { discordPerson } from "./discord-person.ts";
import { complaintsAbout, isDescribed } from "./discord-description.ts";

const alice = { id: "700000000000000001", name: "alice" };
const bob = { id: "700000000000000002", name: "bob" };
const chen = { id: "700000000000000003", name: "chen" };

interface Variant extends BareDiscordOptions {
  readonly name: string;
  readonly suffix: string;
  readonly modals: "labels" | "rows";
}

const variants: readonly Variant[] = [
  {
    name: "plain addresses, empty callbacks",
    suffix: "",
    modals: "labels",
    callbackStatus: 204,
    publishedCommands: [],
  },
  {
    name: "a version and a query in the addresses, slow",
    suffix: "/v10",
    modals: "rows",
    callbackStatus: 200,
    memberDelayMs: 1000,
    gatewayPath: "/?shard=a",
  },
  {
    name: "slashes at the end",
    suffix: "/",
    modals: "labels",
    callbackStatus: 200,
    gatewayPath: "/",
    publishedCommands: [],
  },
];

describe.each(variants)("against a Discord that sends the documented minimum: $name", (variant) => {
  let discord: BareDiscord;
  let bot: RunningBot;
  const as = (person: typeof alice) => discordPerson(discord, person);

  beforeAll(async () => {
    for (const person of [alice, bob, chen]) names[person.id] = person.name;
    discord = await startBareDiscord(variant);
    bot = await startBot({ DISCORD_API_URL: `${discord.apiUrl}${variant.suffix}`, DISCORD_TOKEN: discord.token });
  });
  afterAll(async () => {
    await bot.stop();
    await discord.close();
  });

  it("publishes its commands", () => {
    const put = discord.requested.find(({ method, path }) => method === "PUT" && path.endsWith("/commands"));
    expect(JSON.stringify(put?.body)).toContain('"invite"');
  });

  it("tells a stranger how to begin, and the first person where the claim code is", async () => {
    const answer = await as(alice).command(["member", "list"]);
    expect(answer.isEphemeral).toBe(true);
    expect(answer.text).toMatch(/no account here yet[\s\S]*Register/u);
    expect((await as(alice).press(answer, "Register")).text).toMatch(/claim code[\s\S]*log/u);
  });

  it("leads a newcomer from the claim code to a member", async () => {
    const claimed = await as(alice).command(["register"], [{ name: "claim", type: 3, value: claimCode }]);
    expect(claimed.text).toMatch(/Welcome, alice/u);
    expect((await as(alice).command(["org", "create"], [{ name: "name", type: 3, value: "Vision Lab" }])).text).toMatch(
      /Vision Lab/u,
    );
    const options = [
      { name: "person", type: 6, value: bob.id },
      { name: "role", type: 3, value: "admin" },
    ];
    expect((await as(alice).command(["invite", "create"], options)).text).toMatch(/Invited/u);

    const card = await as(bob).receives(/invites you to Vision Lab/u);
    expect(String(card.body["content"])).toMatch(/invites you to Vision Lab/u);
    expect((await as(bob).press(card, "Accept")).text).toMatch(/Vision Lab/u);
    expect((await as(bob).receives(/You joined Vision Lab/u)).id).toBe(card.id);
    expect((await as(alice).command(["member", "list"])).text).toMatch(/alice[\s\S]*bob/u);
  });

  it("declines in direct messages, where Discord names no server", async () => {
    await as(alice).command(["invite", "create"], [{ name: "person", type: 6, value: chen.id }]);
    const card = await as(chen).receives(/invites you to Vision Lab/u);
    expect((await as(chen).press(card, "Decline")).text).toMatch(/declin/iu);
  });

  it("opens a form for what is missing, and opens it again with what was typed", async () => {
    const form = await as(alice).command(["invite", "create"]);
    expect(form.type).toBe(9);
    const typed = { "person~written": "not an address@" };
    const mistaken = await as(alice).submit(form, typed, variant.modals);
    expect(mistaken.text).toMatch(/Continue editing/u);
    const again = await as(alice).press(mistaken, "Continue editing");
    expect(again.type).toBe(9);
    expect(again.text).toContain("not an address@");
    const done = await as(alice).submit(again, { "person~written": "new@bare.test" }, variant.modals);
    expect(done.text).toMatch(/Invited new@bare\.test/u);
  });

  it("completes and helps", async () => {
    const options = [
      { name: "member", type: 6, value: bob.id },
      { name: "email", type: 3, value: "b", focused: true },
    ];
    const completed = await as(alice).complete(["member", "show"], options.slice(1));
    expect(completed.type).toBe(8);
    expect(completed.text).toMatch(/bob/u);
    expect((await as(chen).command(["help"])).text).toMatch(/register/iu);
  });

  it("follows a menu below a list", async () => {
    const list = await as(alice).command(["member", "list"]);
    expect((await as(alice).press(list, "Change the role: bob")).type).toBe(9);
    expect((await as(alice).press(list, "By role")).text).toMatch(/People in Vision Lab/u);
  });

  it("says something in each message's content, for notifications and screen readers", () => {
    const contents = [...discord.messages.values()].map(({ body }) => (body["content"] ?? "") as string);
    expect(contents.length).toBeGreaterThan(2);
    expect(contents.filter((content) => content.length < 10 || content.length > 2000)).toEqual([]);
  });

  it("logs no failure on the way", () => {
    expect(bot.log.filter(({ level }) => level >= 50)).toEqual([]);
  });

  it.skipIf(!isDescribed)("sends nothing that Discord's own description refuses", () => {
    expect(complaintsAbout(discord.requested)).toEqual([]);
  });
});
