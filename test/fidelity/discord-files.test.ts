import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drawChart } from "../../src/notifications/chart/draw.ts";
import { timeChart } from "../notifications/chart/charts.ts";
import { claimCode, startBot } from "./bot.ts";
import type { RunningBot } from "./bot.ts";
import { startBareDiscord } from "./discord-bare.ts";
import type { BareDiscord, Parts } from "./discord-bare.ts";
import { complaintsAbout } from "./discord-description.ts";
import { discordPerson, wordsIn } from "./discord-person.ts";
import { figures, reportUse, timed } from "./report.ts";
import type { Json } from "./slack-wire.ts";

const alice = { id: "700000000000000001", name: "alice" };
const bob = { id: "700000000000000002", name: "bob" };
const chen = { id: "700000000000000003", name: "chen" };

const notTaken = "Discord did not take the picture. All its figures are in the text.";
/** "Thinking …" stands there meanwhile. */
const answerMs = 6_500;

const cases: readonly { readonly parts: Parts; readonly isTaken: boolean }[] = [
  { parts: "taken", isTaken: true },
  { parts: "refused", isTaken: false },
  { parts: "unread", isTaken: false },
  { parts: "failed", isTaken: false },
  { parts: "late", isTaken: false },
  { parts: "unanswered", isTaken: false },
];

const text = (name: string, value: string): Json => ({ name, type: 3, value });

describe("against a Discord where what comes in several parts is", () => {
  let discord: BareDiscord;
  let bot: RunningBot;
  const as = (person: typeof alice) => discordPerson(discord, person);

  beforeAll(async () => {
    discord = await startBareDiscord();
    bot = await startBot({ DISCORD_API_URL: discord.apiUrl, DISCORD_TOKEN: discord.token });
    await as(alice).command(["register"], [text("claim", claimCode)]);
    await as(alice).command(["org", "create"], [text("name", "Vision Lab")]);
    const limit = [text("subject", "installation"), text("meter", "gpu_hours"), text("amount", "400")];
    await as(alice).command(["quota", "set"], [...limit, text("window", "month")]);
    const scopes = [text("name", "cluster"), text("scopes", "usage:write")];
    await reportUse(bot.url, (await as(alice).command(["api-key", "create"], scopes)).text, "alice");
    // The first picture takes longer: fonts are read, a thread starts.
    await drawChart(timeChart());
  });
  afterAll(async () => {
    await bot.stop();
    await discord.close();
  });

  it.each(cases)("$parts: the words come, and the picture or a word about it", async ({ parts, isTaken }) => {
    discord.parts = parts;
    const options = [text("whose", "me"), text("meter", "gpu_hours")];
    const { value: answer, tookMs } = await timed(as(alice).command(["usage", "show"], options));
    const last = await settled(answer.data);

    expect(tookMs).toBeLessThan(answerMs);
    expect(wordsIn(last)).toMatch(figures);
    expect(wordsIn(last).includes(notTaken)).toBe(!isTaken);
    expect(JSON.stringify(last).includes("attachment://chart.png")).toBe(isTaken);
    expect(answer.isEphemeral).toBe(true);
  });

  it.each(cases)("$parts: the file comes, or a word about it", async ({ parts, isTaken }) => {
    discord.parts = parts;
    const before = discord.files.length;
    const { value: answer, tookMs } = await timed(as(alice).command(["usage", "export"]));
    const last = await settled(answer.data);

    expect(tookMs).toBeLessThan(answerMs);
    expect(wordsIn(last)).toMatch(/2 rows/u);
    expect(/\.csv could not be sent/u.test(wordsIn(last))).toBe(!isTaken);
    const names = discord.files.slice(before).flatMap((sent) => sent.names);
    expect(isTaken && !names.some((name) => name.endsWith(".csv"))).toBe(false);
  });

  it.each([
    { parts: "taken", person: bob },
    { parts: "refused", person: chen },
  ] as const)("$parts: all else is as ever", async ({ parts, person }) => {
    discord.parts = parts;
    const [asker, granter] = [as(person), as(alice)];
    await granter.command(["invite", "create"], [{ name: "person", type: 6, value: person.id }]);
    await asker.press(await asker.receives(/invites you to Vision Lab/u), "Accept");
    const own = [text("subject", person.name), text("meter", "gpu_hours"), text("amount", "10")];

    expect((await granter.command(["plan", "list"])).text).toMatch(/plan/iu);
    expect((await granter.command(["quota", "show"], [text("subject", "installation")])).text).toMatch(
      /31\.5[\s\S]*400/u,
    );
    const set = await granter.command(["quota", "set"], [...own, text("window", "month"), text("org", "vision-lab")]);
    expect(set.text).toMatch(/10/u);
    const wanted = [text("amount", "+20"), text("meter", "gpu_hours"), text("reason", "paper")];
    expect((await asker.command(["quota", "request"], [...wanted, text("org", "vision-lab")])).text).toMatch(/20/u);
    const asked = await granter.receives(new RegExp(`${person.name}[\\s\\S]*20 GPU`, "u"));
    expect((await granter.press(asked, "Approve")).text).toMatch(
      new RegExp(`${person.name}[\\s\\S]*20 GPU hours`, "u"),
    );
    expect((await granter.command(["home"])).text).toMatch(/GPU hours/u);
  });

  it("sends nothing that Discord's description does not know", () => {
    expect(complaintsAbout(discord.requested)).toEqual([]);
  });

  it("logs no failure on the way", () => {
    expect(bot.log.filter(({ level }) => level >= 50)).toEqual([]);
  });

  /** What an answer became: a server may take the request and read nothing of it. */
  async function settled(data: Json): Promise<Json> {
    if (wordsIn(data) !== "") return data;
    const id = [...latest()].at(-1) ?? "";
    for (let turn = 0; turn < 100; turn += 1) {
      const last = (discord.answersTo(id).at(-1)?.["data"] ?? {}) as Json;
      if (wordsIn(last) !== "") return last;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("answered with nothing");
  }

  function latest(): readonly string[] {
    return discord.requested.flatMap(({ path }) => /^\/interactions\/(\d+)\//u.exec(path)?.[1] ?? []);
  }
});
