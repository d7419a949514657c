import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { drawChart } from "../../src/notifications/chart/draw.ts";
import { timeChart } from "../notifications/chart/charts.ts";
import { claimCode, startBot } from "./bot.ts";
import type { RunningBot } from "./bot.ts";
import { figures, reportUse, soonMs, timed } from "./report.ts";
import { startBareSlack } from "./slack-bare.ts";
import type { BareSlack } from "./slack-bare.ts";
import { refusing, takeFiles } from "./slack-files.ts";
import type { SlackFiles } from "./slack-files.ts";
import { slackPerson, until } from "./slack-person.ts";

const everywhere = ["message", "view", "response"] as const;
const notTaken = "Slack did not take the picture. All its figures are in the text.";

interface Case extends Record<string, unknown> {
  readonly name: string;
  readonly prepare: (slack: BareSlack, files: SlackFiles) => void;
  /** What becomes of the picture, and of a file. */
  readonly picture: "shown" | "told" | "apart";
  readonly file: "shared" | "told";
}

const methods = ["files.getUploadURLExternal", "files.completeUploadExternal"] as const;

function failing(answer: (send: (status: number, headers: object, body: string) => void) => Promise<void>) {
  return (slack: BareSlack) => {
    for (const method of methods) {
      slack.troubles.set(method, async (response) => {
        await answer((status, headers, body) => void response.writeHead(status, { ...headers }).end(body));
        return true;
      });
    }
  };
}

const json = { "content-type": "application/json" };

const cases: readonly Case[] = [
  { name: "takes files as documented", prepare: () => undefined, picture: "shown", file: "shared" },
  {
    name: "knows no files",
    prepare: ({ overrides }) => methods.forEach((method) => overrides.delete(method)),
    picture: "told",
    file: "told",
  },
  {
    name: "needs five seconds for each step",
    prepare: (_slack, files) => void (files.delayMs = 5_000),
    picture: "shown",
    file: "shared",
  },
  {
    name: "fails",
    prepare: failing(async (send) => send(500, {}, "Internal Server Error")),
    picture: "told",
    file: "told",
  },
  {
    name: "asks to wait, by status",
    prepare: failing(async (send) => send(429, { "retry-after": "30" }, "")),
    picture: "told",
    file: "told",
  },
  {
    name: "asks to wait, by name",
    prepare: failing(async (send) => send(200, json, '{"ok":false,"error":"ratelimited"}')),
    picture: "told",
    file: "told",
  },
  {
    name: "never answers",
    prepare: failing(() => sleep(60_000, undefined, { ref: false })),
    picture: "told",
    file: "told",
  },
  { name: "loses the bytes", prepare: (_slack, files) => void (files.bytes = 503), picture: "told", file: "told" },
  {
    name: "shows a picture after a while",
    prepare: (slack, files) => void (slack.maySee = refusing(files, 2, everywhere)),
    picture: "shown",
    file: "shared",
  },
  {
    name: "shows no picture to one person in a channel",
    prepare: (slack, files) => void (slack.maySee = refusing(files, Infinity, ["response"])),
    picture: "apart",
    file: "shared",
  },
  {
    name: "shows no picture at all",
    prepare: (slack, files) => void (slack.maySee = refusing(files, Infinity, everywhere)),
    picture: "told",
    file: "shared",
  },
];

describe.each(["signed HTTP", "Socket Mode"] as const)("pictures and files, by %s", (mode) => {
  let slack: BareSlack;
  let files: SlackFiles;
  let bot: RunningBot;
  const as = (userId: string) => slackPerson(slack, userId);

  beforeAll(async () => {
    slack = await startBareSlack();
    const { apiUrl, botToken, appToken, signingSecret } = slack;
    const secret = mode === "Socket Mode" ? { SLACK_APP_TOKEN: appToken } : { SLACK_SIGNING_SECRET: signingSecret };
    bot = await startBot({ SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: botToken, ...secret });
    if (mode === "signed HTTP") slack.sendTo(`${bot.url}/slack/events`);
    const alice = as("UALICE");
    await alice.type(`register claim:${claimCode}`);
    await alice.type('org create "Vision Lab"');
    await alice.type("quota set installation gpu_hours 400 month");
    await reportUse(bot.url, (await alice.type("api-key create cluster scopes:usage:write")).text, "alice");
    // The first picture takes longer: fonts are read, a thread starts.
    await drawChart(timeChart());
  });
  afterEach(async () => {
    await files.close();
    for (const method of methods) {
      slack.troubles.delete(method);
      slack.overrides.delete(method);
    }
    slack.maySee = () => true;
  });
  afterAll(async () => {
    await bot.stop();
    await slack.close();
  });

  const said = (from: number) => JSON.stringify(slack.responses.slice(from));
  const tried = mode === "signed HTTP" ? cases : cases.slice(0, 2);

  it.each(tried)("a Slack that $name: the words come soon, and the picture or a word about it", async (one) => {
    files = await takeFiles(slack);
    one.prepare(slack, files);
    const before = { responses: slack.responses.length, posts: slack.posts.length };
    const { value: answer, tookMs } = await timed(as("UALICE").type("usage show me gpu_hours"));

    expect(tookMs).toBeLessThan(soonMs);
    expect(answer.text).toMatch(figures);
    const whole = await eventually(() => {
      const all = said(before.responses);
      if (one.picture === "shown") return isShownIn(all) ? all : undefined;
      return all.includes(one.picture === "told" ? notTaken : "It is in your direct messages") ? all : undefined;
    });
    const direct = JSON.stringify(slack.posts.slice(before.posts));
    expect([isShownIn(whole), isShownIn(direct)]).toEqual([one.picture === "shown", one.picture === "apart"]);
  });

  it.each(tried.filter(isQuick))("a Slack that $name: the file comes, or a word about it", async (one) => {
    files = await takeFiles(slack);
    one.prepare(slack, files);
    const before = slack.responses.length;
    const { value: answer, tookMs } = await timed(as("UALICE").type("usage export"));

    expect(tookMs).toBeLessThan(soonMs);
    expect(answer.text).toMatch(/2 rows[\s\S]*\.csv/u);
    await eventually(
      () =>
        said(before).match(one.file === "told" ? /\.csv could not be sent/u : /\.csv(?:"\})?[^}]*is in your direct/u) ??
        undefined,
    );
    const shared = [...files.files.values()].filter(({ channel }) => channel === "DUALICE");
    expect(shared.map(({ name }) => name.slice(-4))).toEqual(one.file === "shared" ? [".csv"] : []);
  });

  it.each(tried.slice(0, 2))("a Slack that $name: all else is as ever", async (one) => {
    files = await takeFiles(slack);
    one.prepare(slack, files);
    const [alice, bob] = [as("UALICE"), as(one.picture === "shown" ? "UBOB" : "UCHEN")];
    const name = one.picture === "shown" ? "bob" : "chen";
    await alice.type(`invite create <@U${name.toUpperCase()}|${name}>`);
    await bob.press(await bob.receives(/invites you to Vision Lab/u), "Accept");

    expect((await alice.type("plan list")).text).toMatch(/plan/iu);
    expect((await alice.type("quota show installation")).text).toMatch(/31\.5[\s\S]*400/u);
    expect((await alice.type(`quota set @${name} gpu_hours 10 month org:vision-lab`)).text).toMatch(/10/u);
    expect((await bob.type("quota request +20 gpu_hours org:vision-lab reason:paper")).text).toMatch(/20/u);
    const asked = await alice.receives(new RegExp(`${name}[\\s\\S]*20 GPU`, "u"));
    expect((await alice.press(asked, "Approve")).text).toMatch(new RegExp(`${name}[\\s\\S]*20 GPU hours`, "u"));
    expect(JSON.stringify(await alice.openHome())).toMatch(/GPU hours/u);
  });

  it("logs no failure on the way that is not Slack's", () => {
    expect(bot.log.filter(({ level }) => level >= 50)).toEqual([]);
  });
});

function isShownIn(blocks: string): boolean {
  return /"type":"image","slack_file":\{"id":"\w+"\},"alt_text":"[^"]{20,}/u.test(blocks);
}

function isQuick({ name }: Case): boolean {
  return !/never|five seconds|by status/u.test(name);
}

/** Longer than three slow steps. */
async function eventually<Value>(look: () => Value | undefined): Promise<Value> {
  const began = performance.now();
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() - began > 30_000) return until(look, "the rest of the answer");
    await sleep(50);
  }
}
