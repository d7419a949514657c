import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import type { LocalSlack } from "../../../playground/slack/contract.ts";
import { signRequest } from "../../../playground/slack/delivery/signed-http.ts";
import { alice, bob, bolt, bot, boltOverHttp, clientOf, general, openSlack, random, refusalOf } from "./workspace.ts";

describe("Socket Mode", () => {
  it("sends each envelope to one of several connections, in turn", async () => {
    const slack = await openSlack();
    const heard: number[] = [];
    for (const index of [0, 1, 2]) {
      await bolt(slack, (app) =>
        app.command("/qm", async ({ ack }) => {
          heard.push(index);
          await ack();
        }),
      );
    }

    for (let count = 0; count < 6; count += 1) await slack.as(alice).command(general, "/qm", "");

    expect(heard.toSorted((a, b) => a - b)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it("wants connections:write", async () => {
    const slack = await openSlack({ app: { appScopes: [] } });

    const call = clientOf(slack, slack.credentials.appToken).apps.connections.open();

    await expect(refusalOf(call)).resolves.toMatchObject({ error: "missing_scope", needed: "connections:write" });
  });

  it("is left and joined again by Bolt after a disconnect frame", async () => {
    const slack = await openSlack();
    await bolt(slack, (app) => app.command("/qm", ({ ack }) => ack("back")));

    slack.disconnectSockets("refresh_requested");
    await expect
      .poll(() => slack.exchanges.list().filter(({ title }) => title === "hello").length, { timeout: 20_000 })
      .toBe(2);

    await expect(slack.as(alice).command(general, "/qm", "")).resolves.toEqual({ outcome: "acknowledged" });
  });

  it("opens no connection twice with one address", async () => {
    const slack = await openSlack();
    const { url = "" } = await clientOf(slack, slack.credentials.appToken).apps.connections.open();
    const open = () =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url);
        socket.addEventListener("open", () => resolve("open"));
        socket.addEventListener("error", () => resolve("refused"));
      });

    expect([await open(), await open()]).toEqual(["open", "refused"]);
  });
});

describe("signed HTTP", () => {
  it("is refused by Bolt when the secret is another", async () => {
    const slack = await openSlack();
    const url = await boltOverHttp(slack, (app) => app.command("/qm", ({ ack }) => ack()));
    const other = await openSlack({ credentials: { ...slack.credentials, signingSecret: "another" } });
    other.requestUrl = url;

    await expect(other.as(alice).command(general, "/qm", "")).resolves.toEqual({ outcome: "http_error", status: 401 });
  });

  it("signs as the documentation's example does", () => {
    const body =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    expect(signRequest("8f742231b10e8888abcd99yyyzzz85a5", 1_531_420_618, body)).toBe(
      "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    );
  });
});

/** A request URL that answers with these statuses, one after the other, and remembers the headers it got. */
async function listener(slack: LocalSlack, statuses: number[], noRetry = false): Promise<IncomingHttpHeaders[]> {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    request.resume();
    response.writeHead(statuses.shift() ?? 200, noRetry ? { "x-slack-no-retry": "1" } : {}).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  slack.requestUrl = `http://127.0.0.1:${address.port}/`;
  return seen;
}

describe("events", () => {
  it("are sent again three times, with number and reason", async () => {
    const slack = await openSlack({ eventRetriesMs: [5, 5, 5] });
    const seen = await listener(slack, [500, 500, 500, 500]);

    await slack.as(alice).openHome();
    await expect.poll(() => seen.length).toBe(4);

    expect(seen.map((headers) => [headers["x-slack-retry-num"], headers["x-slack-retry-reason"]])).toEqual([
      [undefined, undefined],
      ["1", "http_error"],
      ["2", "http_error"],
      ["3", "http_error"],
    ]);
  });

  it("are not sent again when the bot says so", async () => {
    const slack = await openSlack({ eventRetriesMs: [5] });
    const seen = await listener(slack, [500], true);

    await slack.as(alice).openHome();
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(seen).toHaveLength(1);
  });

  it("tell the bot what people write to it", async () => {
    const slack = await openSlack();
    const texts: unknown[] = [];
    await bolt(slack, (app) => app.message(async ({ message }) => void texts.push("text" in message && message.text)));

    slack.as(bob).post(slack.as(bob).openDirect(bot), "hello @alice");
    await expect.poll(() => texts).toEqual([`hello <@${alice}>`]);
  });

  it("tell the bot who joins where it is", async () => {
    const slack = await openSlack();
    const joined: unknown[] = [];
    await bolt(slack, (app) => app.event("member_joined_channel", async ({ event }) => void joined.push(event)));

    slack.as(alice).invite(random, bot);

    await expect.poll(() => joined).toMatchObject([{ user: bot, channel: random, inviter: alice }]);
  });

  it("are delivered once more over another connection when one breaks", async () => {
    const slack = await openSlack({ eventRetriesMs: [20] });
    const heard: unknown[] = [];
    for (const _ of [0, 1]) {
      await bolt(slack, (app) => app.event("app_home_opened", async ({ body }) => void heard.push(body.event_id)));
    }
    slack.faults.add({ target: "event:app_home_opened", times: 1, effect: { kind: "dropped", when: "before-effect" } });

    await slack.as(alice).openHome();

    await expect.poll(() => heard.length).toBe(1);
  });
});
