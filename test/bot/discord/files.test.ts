import { afterEach, describe, expect, it } from "vitest";
import type { SeenMessage } from "../../../playground/discord/seen.ts";
import type { NounOutline } from "../../../src/commands/outline.ts";
import type { Outcome } from "../../../src/commands/reply.ts";
import type { Parcel } from "../../../src/notifications/messenger.ts";
import { timeChart } from "../../notifications/chart/charts.ts";
import type { FakeCommand } from "./fake-desk.ts";
import { said } from "./fake-desk.ts";
import type { Running } from "./local.ts";
import { ann, bob, general, running } from "./local.ts";

const nouns: readonly NounOutline[] = [{ name: "usage", summary: "Say what was used", options: [] }];
const csv = { name: "usage-2026-11.csv", mediaType: "text/csv", content: "day,used\n2026-11-01,3\n" } as const;
const used = { title: "Used: 3 GPU hours", lines: ["3 of 400"], chart: timeChart() };

let current: Running | undefined;
async function start(commands: Readonly<Record<string, FakeCommand>>): Promise<Running> {
  current = await running(nouns, commands);
  return current;
}
afterEach(() => current?.stop());

async function answer({ local }: Running): Promise<SeenMessage> {
  await local.as(ann).command(general, "usage");
  return local.as(ann).until((person) => person.messages(general).find(({ state }) => state === "sent"));
}

/** What the address of the embed's picture leads to. */
async function pictureOf(message: SeenMessage | undefined): Promise<string | undefined> {
  const url = message?.embeds[0]?.image?.url;
  if (url === undefined) return undefined;
  const response = await fetch(url);
  return Buffer.from(await response.arrayBuffer())
    .subarray(1, 4)
    .toString();
}

function direct(bot: Running): readonly SeenMessage[] {
  const person = bot.local.as(bob);
  return person.messages(person.channels().find(({ kind }) => kind === "direct")?.id ?? "");
}

describe("a picture in an answer", () => {
  it("stands in the embed, with words for who cannot see it", async () => {
    const bot = await start({ usage: { run: () => said(used) } });
    const message = await answer(bot);

    expect(message).toMatchObject({ isEphemeral: true, embeds: [{ description: "3 of 400" }] });
    expect(message.attachments).toMatchObject([{ contentType: "image/png", description: timeChart().alt }]);
    await expect(pictureOf(message)).resolves.toBe("PNG");
    expect(bot.local.as(bob).messages(general)).toEqual([]);
  });

  it("follows where the answer took longer", async () => {
    const work = Promise.withResolvers<Outcome>();
    const bot = await start({ usage: { run: () => work.promise } });
    const outcome = await bot.local.as(ann).command(general, "usage");
    work.resolve(said(used));
    const message = await bot.local
      .as(ann)
      .until((person) => person.messages(general).find(({ state }) => state === "sent"));

    expect(outcome.kind).toBe("deferred");
    await expect(pictureOf(message)).resolves.toBe("PNG");
  });

  it("takes the place of the one before it", async () => {
    const next = { label: "December", call: { command: "usage", input: { month: "12" } } };
    const bot = await start({
      usage: {
        run: (_, { input }) =>
          input["month"] === undefined ? said({ ...used, actions: [next] }) : said({ ...used, replaces: true }),
      },
    });
    const before = await answer(bot);
    const customId = JSON.parse(JSON.stringify(before.components))[0].components[0].custom_id;
    await bot.local.as(ann).press(before.id, customId);
    const after = await bot.local
      .as(ann)
      .until((person) => person.messages(general).find(({ components }) => components.length === 0));

    expect(after.id).toBe(before.id);
    expect(after.attachments.map(({ id }) => id)).not.toEqual(before.attachments.map(({ id }) => id));
    expect(after.attachments).toHaveLength(1);
    await expect(pictureOf(after)).resolves.toBe("PNG");
  });

  it("goes when what takes its place has none", async () => {
    const next = { label: "Without", call: { command: "usage", input: { month: "12" } } };
    const bot = await start({
      usage: {
        run: (_, { input }) =>
          input["month"] === undefined
            ? said({ ...used, actions: [next] })
            : said({ title: "Nothing used", replaces: true }),
      },
    });
    const before = await answer(bot);
    await bot.local.as(ann).press(before.id, JSON.parse(JSON.stringify(before.components))[0].components[0].custom_id);
    const after = await bot.local
      .as(ann)
      .until((person) => person.messages(general).find(({ content }) => content === "**Nothing used**"));

    expect(after).toMatchObject({ id: before.id, attachments: [], embeds: [] });
  });

  it("gives way to a line when it cannot be drawn", async () => {
    const chart = timeChart({ timeZone: "Nowhere/Land" });
    const message = await answer(await start({ usage: { run: () => said({ ...used, chart }) } }));

    expect(message.embeds[0]?.description).toContain(
      "-# The picture could not be drawn. All its figures are in the text.",
    );
    expect(message.attachments).toEqual([]);
  });
});

describe("a file with an answer", () => {
  it("is attached, after the picture", async () => {
    const message = await answer(await start({ usage: { run: () => said({ ...used, attachments: [csv] }) } }));

    expect(message.attachments.map(({ name }) => name)).toEqual(["chart.png", csv.name]);
    const content = await fetch(message.attachments[1]?.url ?? "");
    await expect(content.text()).resolves.toBe(csv.content);
  });

  it("that is too large is named", async () => {
    const huge = { ...csv, content: "x".repeat(10 * 1024 * 1024 + 1) };
    const message = await answer(await start({ usage: { run: () => said({ ...used, attachments: [huge] }) } }));

    expect(message.embeds[0]?.description).toContain(`is too large for Discord, which takes 10 MB.`);
    expect(message.attachments).toHaveLength(1);
  });
});

describe("a picture in a delivery", () => {
  const parcel: Parcel = {
    key: "0199-delivery",
    maybeSent: false,
    timeZone: "UTC",
    message: { ...used, tone: "warning", attachments: [csv] },
  };

  it("arrives, is found again, and changes with its message", async () => {
    const bot = await start({});
    const { messenger } = bot.platform;
    const first = await messenger.send(bob, parcel);
    const [before] = direct(bot);
    const again = await messenger.send(bob, { ...parcel, maybeSent: true });
    if (first.outcome !== "sent") throw new Error("not sent");
    await messenger.update(first.handle, { ...parcel, message: { tone: "neutral", title: "It is over" } });

    expect(before?.attachments.map(({ name }) => name)).toEqual(["chart.png", csv.name]);
    expect(before?.attachments[0]?.description).toBe(timeChart().alt);
    expect(again).toEqual(first);
    expect(direct(bot)).toMatchObject([{ content: "**It is over**", attachments: [] }]);
  });
});
