import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { WebClient } from "@slack/web-api";
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { SlackPerson } from "../../../playground/slack/contract.ts";
import type { SeenMessage } from "../../../playground/slack/seen.ts";
import { say } from "../../../src/bot/slack/answers.ts";
import type { Office } from "../../../src/bot/slack/office.ts";
import type { Reply } from "../../../src/commands/reply.ts";
import { drawChart } from "../../../src/notifications/chart/draw.ts";
import { timeChart } from "../../notifications/chart/charts.ts";
import { channel, deskOf, plainReply, setStage } from "./support/stage.ts";
import type { Stage } from "./support/stage.ts";

// The first picture takes longer: fonts are read, a thread starts.
beforeAll(async () => void (await drawChart(timeChart())));

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

const csv = { name: "usage-2026-11.csv", mediaType: "text/csv", content: "day,used\n2026-11-01,3\n" } as const;

async function open(reply: Partial<Reply>): Promise<Stage> {
  const dispatch = async () => ({ kind: "reply", reply: plainReply("Used: 3 GPU hours", reply) }) as const;
  stage = await setStage(deskOf({ dispatch, home: async () => plainReply("Home", reply) }));
  return stage;
}

function direct(person: SlackPerson): readonly SeenMessage[] {
  return person.messages(person.openDirect("U0QM"));
}

function imageIn(blocks: SeenMessage["blocks"]): string | undefined {
  const file = blocks.find(({ type }) => type === "image")?.["slack_file"];
  return typeof file === "object" && file !== null && "id" in file ? String(file.id) : undefined;
}

async function answer(person: SlackPerson): Promise<SeenMessage> {
  await expect(person.command(channel, "/qm", "usage")).resolves.toEqual({ outcome: "acknowledged" });
  return person.until((one) => one.messages(channel).find(({ text }) => text.startsWith("Used")));
}

/** Makes Slack refuse every picture, as it does where it shows none. */
function refusing(target: string, times: number) {
  return { target, times, effect: { kind: "server-error", status: 500 } } as const;
}

/** A response_url that takes no pictures, as Slack's may not where only one person sees a message. */
async function withoutPictures(): Promise<{
  readonly url: string;
  readonly asked: string[];
  readonly taken: string[];
}> {
  const [asked, taken]: [string[], string[]] = [[], []];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(body);
      if (body.includes("slack_file")) return response.writeHead(404).end('{"ok":false,"error":"invalid_blocks"}');
      taken.push(body);
      return response.end('{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  // Safe: the server listens on a port.
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked, taken };
}

const parcel = (rest: Partial<Reply>) => ({
  key: "delivery-1",
  maybeSent: false,
  message: plainReply("95 % used", rest),
  timeZone: "Europe/Berlin",
});

describe("a picture in an answer", () => {
  it("stands in the message that only the asker sees, with words for who cannot see it", async () => {
    const { alice, bob } = await open({ chart: timeChart() });
    const message = await answer(alice);

    expect(message.isEphemeral).toBe(true);
    expect(message.blocks.map(({ type }) => type)).toEqual(["rich_text", "image"]);
    expect(message.blocks[1]).toMatchObject({ alt_text: timeChart().alt });
    expect(message.text).toContain(timeChart().alt);
    const id = imageIn(message.blocks) ?? "";
    expect(alice.file(id)?.file.mimetype).toBe("image/png");
    expect(bob.file(id)).toBeUndefined();
  });

  it("is drawn and uploaded once, although Slack must look at it before it is shown", async () => {
    const { alice, slack } = await open({ chart: timeChart() });
    await answer(alice);

    const titles = slack.exchanges.list().map(({ title }) => title);
    expect(titles.filter((title) => title === "files.getUploadURLExternal").length).toBeLessThanOrEqual(2);
  });

  it("gives way to a line when it cannot be uploaded", async () => {
    const { alice, slack, log } = await open({ chart: timeChart() });
    slack.faults.add(refusing("files.getUploadURLExternal", 1));
    const message = await answer(alice);

    expect(imageIn(message.blocks)).toBeUndefined();
    expect(JSON.stringify(message.blocks)).toContain(
      "Slack did not take the picture. All its figures are in the text.",
    );
    expect(log.map(({ event }) => event)).toContain("slack picture not uploaded");
  });

  it("gives way to a line when it cannot be drawn", async () => {
    const { alice } = await open({ chart: timeChart({ timeZone: "Nowhere/Land" }) });
    const message = await answer(alice);

    expect(JSON.stringify(message.blocks)).toContain("The picture could not be drawn.");
  });

  it("gives way to a line when the bytes do not arrive", async () => {
    const { alice, slack } = await open({ chart: timeChart() });
    slack.faults.add({ target: "upload", times: 1, effect: { kind: "dropped", when: "before-effect" } });

    expect(imageIn((await answer(alice)).blocks)).toBeUndefined();
  });

  it("shows in the home tab", async () => {
    const { alice } = await open({ chart: timeChart() });
    await alice.openHome();
    const home = await alice.until((one) => one.home());

    expect(alice.file(imageIn(home.blocks) ?? "")?.file.mimetype).toBe("image/png");
  });
});

describe("a picture that Slack goes on to refuse", () => {
  it("goes to the asker's direct messages, and a line after the words says so", async () => {
    const { slack, alice } = await open({});
    const { url, asked, taken } = await withoutPictures();
    const office: Office = {
      desk: deskOf({}),
      client: new WebClient(slack.credentials.botToken, { slackApiUrl: slack.apiUrl }),
      directory: { profile: () => Promise.resolve(undefined), findByEmail: () => Promise.resolve(undefined) },
      workspace: { externalId: "T0VISION", name: "Vision" },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      now: () => new Date(),
    };
    const place = { respond: { url, until: Date.now() / 1_000 + 60 } };
    await say(office, { userId: "U0ALICE", place, reply: plainReply("Used", { chart: timeChart() }) });

    // As often as a response_url may be used.
    expect(asked.length).toBeLessThanOrEqual(5);
    expect(taken).toHaveLength(2);
    expect(taken[0]).toContain("The picture follows.");
    expect(taken[1]).toContain("It is in your direct messages with Quartermaster.");
    expect(direct(alice)[0]?.text).toBe(`${timeChart().title}\n${timeChart().alt}`);
    expect(imageIn(direct(alice)[0]?.blocks ?? [])).toBeDefined();
  });
});

describe("a file with an answer", () => {
  it("goes to the asker's direct messages, and the answer says so", async () => {
    const { alice, bob } = await open({ attachments: [csv] });
    const message = await answer(alice);

    const [shared] = direct(alice).flatMap(({ files }) => files);
    expect(shared).toMatchObject({ name: csv.name, mimetype: "text/csv" });
    expect(Buffer.from(alice.file(shared?.id ?? "")?.content ?? []).toString()).toBe(csv.content);
    expect(bob.file(shared?.id ?? "")).toBeUndefined();
    expect(JSON.stringify(message.blocks)).toContain("is in your direct messages with Quartermaster.");
    expect(JSON.stringify(message.blocks)).toContain(`/${shared?.id}`);
  });

  it("that cannot be sent is named", async () => {
    const { alice, slack } = await open({ attachments: [csv] });
    slack.faults.add(refusing("files.completeUploadExternal", 1));
    const message = await answer(alice);

    expect(JSON.stringify(message.blocks)).toContain(`${csv.name} could not be sent. Ask again in a minute.`);
    expect(direct(alice)).toEqual([]);
  });
});

describe("a picture in a delivery", () => {
  it("stands in the direct message, and in its next version", async () => {
    const { bot, bob } = await open({});
    const sent = await bot.messenger.send("U0BOB", parcel({ chart: timeChart() }));
    const first = imageIn(direct(bob)[0]?.blocks ?? []);
    if (sent.outcome !== "sent") throw new Error("not sent");
    await bot.messenger.update(sent.handle, parcel({ chart: timeChart({ title: "Later" }) }));
    const second = imageIn(direct(bob)[0]?.blocks ?? []);

    expect(direct(bob)).toHaveLength(1);
    expect(bob.file(second ?? "")?.file.mimetype).toBe("image/png");
    expect(second).not.toBe(first);
  });

  it("brings its files after it", async () => {
    const { bot, bob } = await open({});
    await bot.messenger.send("U0BOB", parcel({ attachments: [csv] }));

    expect(direct(bob).map(({ files }) => files.map(({ name }) => name))).toEqual([[], [csv.name]]);
  });

  it("says which file is missing", async () => {
    const { bot, bob, slack } = await open({});
    slack.faults.add(refusing("files.getUploadURLExternal", 1));
    await bot.messenger.send("U0BOB", parcel({ attachments: [csv] }));

    expect(JSON.stringify(direct(bob)[0]?.blocks)).toContain(`${csv.name} could not be sent.`);
  });
});
