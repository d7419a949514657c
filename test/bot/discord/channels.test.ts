import { PermissionFlagsBits } from "discord-api-types/v10";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RetryLater } from "../../../src/notifications/messenger.ts";
import type { Messenger, Parcel, Sending } from "../../../src/notifications/messenger.ts";
import { said } from "./fake-desk.ts";
import type { Running } from "./local.ts";
import { ann, bob, general, guild, running } from "./local.ts";

const channel = { workspaceExternalId: guild.id, channelExternalId: general };
const { ViewChannel, SendMessages, EmbedLinks, CreatePublicThreads, ReadMessageHistory } = PermissionFlagsBits;

let bot: Running;
let messenger: Required<Messenger>;
beforeEach(async () => {
  bot = await running([], { "alert acknowledge": { run: () => said({ title: "Acknowledged.", replaces: true }) } });
  // Safe: Discord's has all of them but the search by address, which is not called here.
  messenger = bot.platform.messenger as Required<Messenger>;
});
afterEach(() => bot.stop());

function card(title: string, rest: Partial<Parcel> = {}): Parcel {
  const actions = [{ label: "Acknowledge", call: { command: "alert acknowledge", input: {} } }];
  const message = { tone: "neutral", title, lines: ["380 of 400 GPU hours"], actions } as const;
  return { key: "delivery-1", maybeSent: false, timeZone: "UTC", message, ...rest };
}

const seen = (channelId = general) => bot.local.as(ann).messages(channelId);
const contents = (channelId = general) => seen(channelId).map(({ content }) => content.replaceAll("**", ""));

function handleOf(sending: Sending) {
  if (sending.outcome !== "sent") throw new Error(JSON.stringify(sending));
  return sending.handle;
}

describe("posting in a channel", () => {
  it("shows the card to everybody there; whoever presses is answered in private, and the card stays", async () => {
    await messenger.post(channel, card("95 %"));
    const [shown] = bot.local.as(bob).messages(general);
    const [row] = JSON.parse(JSON.stringify(shown?.components));

    await bot.local.as(bob).press(shown?.id ?? "", row.components[0].custom_id);

    expect(contents()).toEqual(["95 %"]);
    expect(bot.local.as(bob).messages(general)).toMatchObject([
      { isEphemeral: false },
      { isEphemeral: true, content: "**Acknowledged.**" },
    ]);
  });

  it("shows a card once when an earlier attempt arrived unseen", async () => {
    const target = "POST /channels/*/messages";
    bot.local.faults.add({ target, times: 1, effect: { kind: "dropped", when: "after-effect" } });

    await messenger.post(channel, card("90 %")).catch(() => undefined);
    await messenger.post(channel, card("95 %", { maybeSent: true }));

    expect(contents()).toEqual(["95 %"]);
  });

  it("shows a card once also where the bot may not read", async () => {
    bot.local.settings.permit(general, { deny: ReadMessageHistory });
    const target = "POST /channels/*/messages";
    bot.local.faults.add({ target, times: 1, effect: { kind: "dropped", when: "after-effect" } });

    await messenger.post(channel, card("90 %")).catch(() => undefined);
    await messenger.post(channel, card("90 %", { maybeSent: true }));

    expect(contents()).toEqual(["90 %"]);
  });

  it("changes the card in place", async () => {
    const handle = handleOf(await messenger.post(channel, card("90 %")));

    await messenger.update(handle, card("95 %"));

    expect(contents()).toEqual(["95 %"]);
  });

  it.each([
    ["may not see", ViewChannel, { reason: /see the channel/u, howTo: /View Channel/u }],
    ["may not write in", SendMessages, { reason: /write in the channel/u, howTo: /Send Messages/u }],
    ["may put no cards in", EmbedLinks, { reason: /write in the channel/u, howTo: /Embed Links/u }],
  ])("in one that it %s says how to let it", async (_what, deny, { reason, howTo }) => {
    bot.local.settings.permit(general, { deny });

    const refusal = { reason: expect.stringMatching(reason), howTo: expect.stringMatching(howTo) };
    expect(await messenger.post(channel, card("90 %"))).toEqual({ outcome: "undeliverable", ...refusal });
    expect(await messenger.probe(channel)).toEqual({ ok: false, ...refusal });
  });

  it("in one that is gone is undeliverable", async () => {
    bot.local.settings.deleteChannel(general);

    expect(await messenger.post(channel, card("90 %"))).toMatchObject({ outcome: "undeliverable" });
    expect(await messenger.probe(channel)).toMatchObject({ ok: false, reason: expect.stringMatching(/no longer/u) });
  });

  it("is put off for as long as Discord asks", async () => {
    const effect = { kind: "rate-limited", retryAfterSeconds: 30 } as const;
    bot.local.faults.add({ target: "POST /channels/*", times: 1, effect });

    await expect(messenger.post(channel, card("90 %"))).rejects.toBeInstanceOf(RetryLater);
  });

  it("may be tried before: the name comes back", async () => {
    expect(await messenger.probe(channel)).toEqual({ ok: true, name: "general" });
  });
});

describe("replying", () => {
  it("begins a thread below the card, and goes on there", async () => {
    const handle = handleOf(await messenger.post(channel, card("90 %")));

    await messenger.reply(handle, card("Now 95 %", { key: "step-1" }));
    await messenger.reply(handle, card("Over", { key: "step-2" }));

    expect(contents(handle["message"])).toEqual(["Now 95 %", "Over"]);
    expect(contents()).toEqual(["90 %"]);
  });

  it("happens once though the answer was lost", async () => {
    const handle = handleOf(await messenger.post(channel, card("90 %")));
    const target = "POST /channels/*/messages";
    bot.local.faults.add({ target, times: 1, effect: { kind: "dropped", when: "after-effect" } });
    await messenger.reply(handle, card("Now 95 %", { key: "step-1" })).catch(() => undefined);

    const reply = handleOf(await messenger.reply(handle, card("Now 95 %", { key: "step-1", maybeSent: true })));
    await messenger.update(reply, card("Now 96 %", { key: "step-1" }));

    expect(contents(handle["message"])).toEqual(["Now 96 %"]);
  });

  it("answers the card where it may begin no thread", async () => {
    bot.local.settings.permit(general, { deny: CreatePublicThreads });
    const handle = handleOf(await messenger.post(channel, card("90 %")));

    await messenger.reply(handle, card("Now 95 %", { key: "step-1" }));

    expect(contents()).toEqual(["90 %", "Now 95 %"]);
    expect(seen()[1]?.raw?.message_reference?.message_id).toBe(handle["message"]);
  });

  it("answers the card when the thread was locked", async () => {
    const handle = handleOf(await messenger.post(channel, card("90 %")));
    await messenger.reply(handle, card("Now 95 %", { key: "step-1" }));
    bot.local.settings.lockThread(handle["message"] ?? "");

    await messenger.reply(handle, card("Over", { key: "step-2" }));

    expect(contents()).toEqual(["90 %", "Over"]);
  });

  it("is said by itself when the card was deleted", async () => {
    const handle = handleOf(await messenger.post(channel, card("90 %")));

    await messenger.reply({ ...handle, message: "123456789012345678" }, card("Now 95 %", { key: "step-1" }));

    expect(contents()).toEqual(["90 %", "Now 95 %"]);
  });

  it("answers in direct messages, which have no threads", async () => {
    const handle = handleOf(await messenger.send(bob, card("90 %")));

    const reply = handleOf(await messenger.reply(handle, card("Now 95 %", { key: "step-1" })));

    expect(reply).toMatchObject({ channel: handle["channel"], user: bob });
  });
});

/** The newest that was told, in a moment. */
async function news(expected: object): Promise<void> {
  await vi.waitFor(() => expect(bot.news.at(-1)).toMatchObject(expected), { timeout: 5_000, interval: 20 });
}

describe("what happens to channels", () => {
  it("is told when one is closed to the bot, opened again, renamed, deleted", async () => {
    bot.local.settings.permit(general, { deny: SendMessages });
    await news({
      channelExternalId: general,
      state: { mayPost: false, howTo: expect.stringMatching(/Send Messages/u) },
    });
    bot.local.settings.permit(general, {});
    await news({ state: { mayPost: true } });
    bot.local.settings.rename(general, "everybody");
    await news({ name: "everybody", state: { mayPost: true } });
    bot.local.settings.deleteChannel(general);
    await news({ channelExternalId: general, state: { mayPost: false } });
    expect(bot.news).toHaveLength(4);
  });

  it("is told of the whole server when the bot is put out, and added again", async () => {
    bot.local.settings.removeBot(guild.id);
    await news({ workspaceExternalId: guild.id, state: { mayPost: false } });
    expect(bot.news.at(-1)).not.toHaveProperty("channelExternalId");

    bot.local.settings.addBot(guild.id);
    await news({ workspaceExternalId: guild.id, state: { mayPost: true } });
  });
});
