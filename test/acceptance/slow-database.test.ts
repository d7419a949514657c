import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { discordChannels, slackChannels, worldPeople } from "../../playground/world.ts";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { words } from "./story.ts";

/** People want a sign within a second. */
const SIGN_WITHIN_MS = 1_000;
const PATIENCE_MS = 10_000;
const alice = worldPeople.find(({ id }) => id === "alice");
const slackChannel = slackChannels[0]?.id ?? "";
const discordChannel = discordChannels[0]?.id ?? "";

let scene: Scene;
let blocker: pg.Client;
beforeAll(async () => {
  scene = await startVisionLab();
  const [current] = await scene.db.$queryRaw<{ name: string }[]>`SELECT current_database() AS name`;
  blocker = new pg.Client({ ...inject("postgres"), database: current?.name });
  await blocker.connect();
});
afterEach(() => blocker.query("ROLLBACK"));
afterAll(async () => {
  await blocker.end();
  await scene.close();
});

const onSlack = () => scene.slack.as(alice?.slackId ?? "");
const onDiscord = () => scene.discord.as(alice?.discordId ?? "");

/** Nobody else reads or writes who people are until the test ends or says so. */
async function holdPeople(): Promise<void> {
  await blocker.query("BEGIN");
  await blocker.query("LOCK TABLE person IN ACCESS EXCLUSIVE MODE");
}

const release = () => blocker.query("ROLLBACK");

async function timed<Value>(work: Promise<Value>): Promise<{ readonly value: Value; readonly milliseconds: number }> {
  const begun = performance.now();
  const value = await work;
  return { value, milliseconds: performance.now() - begun };
}

const newest = () => onSlack().messages(slackChannel).at(-1)?.text ?? "";

describe("while the database is slow, on slack", { retry: 2 }, () => {
  it("R-32 acknowledges a command within a second, and answers when it can", async () => {
    await holdPeople();
    const { value, milliseconds } = await timed(onSlack().command(slackChannel, "/qm", "whoami"));
    expect(value).toEqual({ outcome: "acknowledged" });
    expect(milliseconds).toBeLessThan(SIGN_WITHIN_MS);
    await sleep(200);
    await release();
    await onSlack().until(() => /Alice Moreau · alice/u.test(newest()), PATIENCE_MS);
  });

  it("R-32 opens a form as a loading view first, then fills it in", async () => {
    await holdPeople();
    const opened = onSlack().until((person) => person.views().at(-1), PATIENCE_MS);
    const command = onSlack().command(slackChannel, "/qm", "invite create role:admin");
    const { value: loading, milliseconds } = await timed(opened);
    expect(milliseconds).toBeLessThan(SIGN_WITHIN_MS);
    expect(JSON.stringify(loading.blocks)).toMatch("Preparing the form …");
    expect(loading.submit).toBeUndefined();

    await release();
    const form = await onSlack().until((person) => person.views().find(({ submit }) => submit), PATIENCE_MS);
    expect(form.id).toBe(loading.id);
    expect(JSON.stringify(form.values)).toMatch(/"admin"/u);
    expect(await command).toEqual({ outcome: "acknowledged" });
    await onSlack().closeView(form.id);
  });
});

it("R-32 offers the form behind a button when Slack's trigger has expired, with everything typed", async () => {
  scene.slack.faults.add({ target: "slash_commands", times: 1, effect: { kind: "slow", milliseconds: 3_100 } });
  const answer = await scene.on("slack", "alice").type("invite create role:admin message:Welcome");
  expect(words(answer)).toMatch("Slack did not let the form open in time. What you typed is kept.");
  expect(answer.choices).toEqual(["Open form"]);

  const { form } = await answer.press("Open form");
  expect(form?.fields.map(({ value }) => value)).toEqual(expect.arrayContaining(["Admin", "Welcome"]));
});

describe("while the database is slow, on discord", { retry: 2 }, () => {
  it("R-35 says within a second that it is thinking, for the asker alone, and answers when it can", async () => {
    await holdPeople();
    const { value, milliseconds } = await timed(onDiscord().command(discordChannel, "whoami"));
    expect(milliseconds).toBeLessThan(SIGN_WITHIN_MS);
    expect(value.kind).toBe("deferred");
    const message = () => onDiscord().messages(discordChannel).at(-1);
    expect(message()).toMatchObject({ state: "thinking", isEphemeral: true });

    await release();
    await onDiscord().until(() => message()?.state === "sent", PATIENCE_MS);
    expect(message()).toMatchObject({ isEphemeral: true });
    expect(JSON.stringify([message()?.content, message()?.embeds])).toMatch("Alice Moreau · alice");
  });

  it("R-35 opens a form within a second, with everything typed", async () => {
    await holdPeople();
    const asked = onDiscord().command(discordChannel, "invite create", { role: "admin", message: "Welcome" });
    const { value, milliseconds } = await timed(asked);
    expect(milliseconds).toBeLessThan(SIGN_WITHIN_MS);
    expect(value).toMatchObject({ kind: "modal", modal: { title: "Invite somebody" } });
    expect(JSON.stringify(onDiscord().modal()?.fields)).toMatch(/"admin".*"Welcome"/u);
    onDiscord().closeModal();
  });

  it("R-34 offers no choices rather than none in time", async () => {
    await holdPeople();
    const typed = onDiscord().complete(discordChannel, "org show", { org: "vis" }, "org");
    const { value, milliseconds } = await timed(typed);
    expect(milliseconds).toBeLessThan(3_000);
    expect(value).toEqual({ kind: "choices", choices: [] });
  });
});

it("R-34 completes an organization by a part of its name, at most 25 choices", async () => {
  const completion = await onDiscord().complete(discordChannel, "org show", { org: "vis" }, "org");
  expect(completion).toEqual({ kind: "choices", choices: [expect.objectContaining({ value: "vision-lab" })] });
});
