import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebClient } from "@slack/web-api";
import * as z from "zod";
import type { PageState } from "../../../playground/page/protocol.ts";
import { startPlayground } from "../../../playground/start.ts";
import type { Playground } from "../../../playground/start.ts";

const app = {
  slack: {
    botScopes: ["chat:write", "im:write", "commands", "files:write", "files:read"],
    events: [],
    commands: [{ command: "/qm", description: "Run the people side", shouldEscape: true }],
  },
};

let dataDir: string;
let playground: Playground;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "page-"));
  playground = await startPlayground({ dataDir, ...app });
}, 60_000);

afterAll(async () => {
  await playground.close();
  await rm(dataDir, { recursive: true });
});

const at = (path: string) => new URL(path, playground.pageUrl);

async function stateOf(person: string, query = ""): Promise<PageState> {
  const answer = await fetch(at(`/state?as=${person}${query}`));
  // Safe: the server builds it as a PageState.
  return (await answer.json()) as PageState;
}

function act(path: string, body: unknown, origin: string | undefined = new URL(playground.pageUrl).origin) {
  return fetch(at(path), {
    method: "POST",
    headers: { "content-type": "application/json", ...(origin !== undefined && { origin }) },
    body: JSON.stringify(body),
  });
}

/** `fetch` does not let one set the Host header. */
function statusWithHost(host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(at("/state?as=alice"), { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("the page's server", () => {
  it("serves a page that may load from its own origin alone", async () => {
    const answer = await fetch(at("/"));

    expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'.*script-src 'self'/);
  });

  it("refuses a host name that is not this machine's", async () => {
    await expect(statusWithHost("playground.example.com")).resolves.toBe(403);
  });

  it("answers a forwarded port on localhost", async () => {
    await expect(statusWithHost("localhost:9999")).resolves.toBe(200);
  });

  it("refuses an act from another site", async () => {
    const answer = await act(
      "/act/slack/post?as=alice",
      { channelId: "C0QMGENRL1", text: "hi" },
      "https://example.com",
    );

    expect(answer.status).toBe(403);
  });

  it("refuses an act that does not say where it comes from", async () => {
    const answer = await fetch(at("/act/slack/post?as=alice"), { method: "POST", body: "{}" });

    expect(answer.status).toBe(403);
  });

  it("says what it did not understand", async () => {
    const answer = await act("/act/slack/post?as=alice", { channelId: 7 });

    expect([answer.status, await answer.json()]).toEqual([400, { error: expect.stringContaining("channelId") }]);
  });

  it("knows no act of a person without an account there", async () => {
    const answer = await act("/act/slack/post?as=farah", { channelId: "C0QMGENRL1", text: "hi" });

    expect(answer.status).toBe(404);
  });

  it("shows one person's message to another", async () => {
    await act("/act/slack/post?as=alice", { channelId: "C0QMGENRL1", text: "good morning" });
    const { slack } = await stateOf("bob", "&slack=C0QMGENRL1");

    expect(slack?.messages).toContainEqual(
      expect.objectContaining({ text: "good morning", authorName: "Alice Moreau" }),
    );
  });

  it("counts a direct message as unread until it was read", async () => {
    const client = new WebClient(playground.slack.credentials.botToken, { slackApiUrl: playground.slack.apiUrl });
    const opened = await client.conversations.open({ users: "U0QMBOB001" });
    const channelId = String(opened.channel?.id);
    const { ts } = await client.chat.postMessage({ channel: channelId, text: "You are invited" });
    const before = await stateOf("bob");
    await act("/read?as=bob", { platform: "slack", channelId, newest: ts });
    const after = await stateOf("bob");

    expect([before.person.unread.slack, after.person.unread.slack]).toEqual([1, 0]);
  });

  it("lists what the bot sent, without its token", async () => {
    const answer = await fetch(at("/exchanges"));
    const text = await answer.text();

    expect([text.includes("chat.postMessage"), text.includes(playground.slack.credentials.botToken)]).toEqual([
      true,
      false,
    ]);
  });

  it("fetches no address but the local Discord's own", async () => {
    const answer = await fetch(at(`/files/discord?url=${encodeURIComponent(playground.pageUrl)}`));

    expect(answer.status).toBe(404);
  });

  it("serves an uploaded page as something to save, not to run", async () => {
    const content = Buffer.from("<script>alert(1)</script>").toString("base64");
    const uploaded = await act("/act/slack/upload?as=alice", { name: "a.html", contentType: "text/html", content });
    const { fileId } = z.object({ fileId: z.string() }).parse(await uploaded.json());
    const answer = await fetch(at(`/files/slack/${fileId}?as=alice`));

    expect(answer.headers.get("content-disposition")).toMatch(/^attachment/);
  });

  it("tells an open page of a change", async () => {
    const stream = await fetch(at("/events"));
    const reader = stream.body?.getReader();
    await reader?.read();
    await act("/act/slack/post?as=chen", { channelId: "C0QMGENRL1", text: "hello" });
    const news = await reader?.read();
    await reader?.cancel();

    expect(new TextDecoder().decode(news?.value)).toContain("event: changed");
  });
});

describe("startPlayground", () => {
  it("brings the conversations back after a restart", async () => {
    const folder = await mkdtemp(join(tmpdir(), "page-"));
    const first = await startPlayground({ dataDir: folder, ...app });
    first.slack.as("U0QMALICE1").post("C0QMGENRL1", "remember this");
    await first.close();
    const second = await startPlayground({ dataDir: folder, ...app });
    const texts = second.slack
      .as("U0QMBOB001")
      .messages("C0QMGENRL1")
      .map((message) => message.text);
    await second.close();
    await rm(folder, { recursive: true });

    expect(texts).toEqual(["remember this"]);
  }, 30_000);

  it("moves a damaged file aside and starts afresh", async () => {
    const folder = await mkdtemp(join(tmpdir(), "page-"));
    await writeFile(join(folder, "playground.json"), "{ half");
    const started = await startPlayground({ dataDir: folder, ...app });
    await started.close();
    const damaged = await readFile(join(folder, "playground.json.damaged"), "utf8");
    await rm(folder, { recursive: true });

    expect([started.isRestored, damaged]).toEqual([false, "{ half"]);
  }, 30_000);
});
