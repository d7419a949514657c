import { describe, expect, it } from "vitest";
import { alice, bob, bolt, boltOverHttp, general, openSlack, random, secret } from "./workspace.ts";

async function urlFor(now: () => number = Date.now) {
  const slack = await openSlack({ now });
  const urls: string[] = [];
  await bolt(slack, (app) =>
    app.command("/qm", async ({ ack, command }) => {
      urls.push(command.response_url);
      await ack();
    }),
  );
  await slack.as(alice).command(general, "/qm", "");
  const use = (body: object) =>
    fetch(urls[0] ?? "", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return { slack, use };
}

describe.each(["socket", "http"])("a slash command over %s", (mode) => {
  const start = mode === "socket" ? bolt : boltOverHttp;

  it("shows the acknowledgement's text to the asker alone", async () => {
    const slack = await openSlack();
    await start(slack, (app) => app.command("/qm", ({ ack }) => ack({ text: "Hello" })));

    const result = await slack.as(alice).command(general, "/qm", "hi");

    expect(result).toEqual({ outcome: "acknowledged" });
    expect(slack.as(alice).messages(general)).toMatchObject([{ text: "Hello", isEphemeral: true }]);
    expect(slack.as(bob).messages(general)).toEqual([]);
  });

  it("shows it to everyone when the answer is in_channel", async () => {
    const slack = await openSlack();
    await start(slack, (app) => app.command("/qm", ({ ack }) => ack({ text: "Hi all", response_type: "in_channel" })));

    await slack.as(alice).command(general, "/qm", "hi");

    expect(slack.as(bob).messages(general)).toMatchObject([{ text: "Hi all", isEphemeral: false }]);
  });

  it("carries who, where and what", async () => {
    const slack = await openSlack();
    const seen: unknown[] = [];
    await start(slack, (app) =>
      app.command("/qm", async ({ ack, command }) => {
        seen.push(command);
        await ack();
      }),
    );

    await slack.as(alice).command(general, "/qm", "invite @bob. to #random a@b.co https://x.org/a?b=1&c=2 <b>");

    expect(seen).toMatchObject([
      {
        user_id: alice,
        channel_id: general,
        channel_name: "general",
        team_id: "T0NORTH00",
        text: `invite <@${bob}|bob>. to <#${random}|random> <mailto:a@b.co|a@b.co> <https://x.org/a?b=1&amp;c=2> &lt;b&gt;`,
      },
    ]);
  });

  it("answers by respond() in the channel it came from", async () => {
    const slack = await openSlack();
    await start(slack, (app) =>
      app.command("/qm", async ({ ack, respond }) => {
        await ack();
        await respond({ text: "later" });
      }),
    );

    await slack.as(alice).command(general, "/qm", "");
    const [message] = await slack
      .as(alice)
      .until((person) => person.messages(general).length > 0 && person.messages(general));

    expect(message).toMatchObject({ text: "later", isEphemeral: true });
  });

  it("times out when the bot does not acknowledge", async () => {
    const slack = await openSlack({ acknowledgeWithinMs: 60 });
    await start(slack, (app) => app.command("/qm", () => new Promise((resolve) => setTimeout(resolve, 200))));

    await expect(slack.as(alice).command(general, "/qm", "")).resolves.toEqual({ outcome: "operation_timeout" });
  });

  it("tells which limit an answer broke", async () => {
    const slack = await openSlack();
    await start(slack, (app) =>
      app.command("/qm", ({ ack }) =>
        ack({ blocks: [{ type: "header", text: { type: "plain_text", text: "x".repeat(151) } }] }),
      ),
    );

    await expect(slack.as(alice).command(general, "/qm", "")).resolves.toEqual({
      outcome: "invalid_response",
      reasons: ["invalid_blocks", "must be less than 151 characters [json-pointer:/blocks/0/text/text]"],
    });
  });
});

describe("a slash command", () => {
  it("fails to dispatch when nothing listens", async () => {
    const slack = await openSlack();

    await expect(slack.as(alice).command(general, "/qm", "")).resolves.toEqual({ outcome: "dispatch_failed" });
  });

  it("fails to dispatch when the request URL refuses connections", async () => {
    const slack = await openSlack();
    slack.requestUrl = "http://127.0.0.1:9/slack/events";

    await expect(slack.as(alice).command(general, "/qm", "")).resolves.toEqual({ outcome: "dispatch_failed" });
  });

  it("arrives without links where the command does not ask for escaping", async () => {
    const slack = await openSlack();
    const texts: string[] = [];
    await bolt(slack, (app) =>
      app.command("/plain", async ({ ack, command }) => {
        texts.push(command.text);
        await ack();
      }),
    );

    await slack.as(alice).command(general, "/plain", "@bob & <x>");

    expect(texts).toEqual(["@bob &amp; &lt;x&gt;"]);
  });

  it("is refused by the client where the person is not", async () => {
    const slack = await openSlack();

    await expect(slack.as(bob).command(secret, "/qm", "")).resolves.toMatchObject({ outcome: "not_possible" });
  });

  it("is refused by the client when nobody registered it", async () => {
    const slack = await openSlack();

    await expect(slack.as(bob).command(general, "/other", "")).resolves.toMatchObject({ outcome: "not_possible" });
  });

  it("hides the name of a private channel", async () => {
    const slack = await openSlack();
    const names: string[] = [];
    await bolt(slack, (app) =>
      app.command("/qm", async ({ ack, command }) => {
        names.push(command.channel_name);
        await ack();
      }),
    );

    await slack.as(alice).command(secret, "/qm", "");

    expect(names).toEqual(["privategroup"]);
  });
});

describe("a response URL", () => {
  it("works five times and not a sixth", async () => {
    const { use } = await urlFor();
    const statuses: number[] = [];
    for (let index = 0; index < 6; index += 1) statuses.push((await use({ text: "again" })).status);

    expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
  });

  it("expires after thirty minutes", async () => {
    let time = Date.now();
    const { use } = await urlFor(() => time);
    time += 30 * 60 * 1_000 + 1;

    await expect((await use({ text: "late" })).json()).resolves.toEqual({ ok: false, error: "expired_url" });
  });

  it("refuses blocks as chat.postMessage does", async () => {
    const { use } = await urlFor();

    await expect((await use({ blocks: [{ type: "nonsense" }] })).json()).resolves.toMatchObject({
      error: "invalid_blocks",
    });
  });
});
