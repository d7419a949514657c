import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { link } from "../support/scene.ts";
import { newsFor, platforms, refusalOf, words } from "./story.ts";
import type { Screen } from "../support/chat.ts";

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const received: Received[] = [];
const machine = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  received.push({ path: request.url ?? "", headers: request.headers, body });
  response.writeHead(request.url?.includes("broken") ? 500 : 204).end();
});

let scene: Scene;
let address: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => machine.listen(0, "127.0.0.1", resolve));
  // Safe: a server that listens on a port has such an address.
  address = `http://127.0.0.1:${(machine.address() as AddressInfo).port}`;
  scene = await startVisionLab({ configuration: "webhooks: { allow: [127.0.0.1] }\n" });
  await scene.on("slack", "bob").type("register");
  await link(scene, "bob");
});
afterAll(async () => {
  await scene.close();
  machine.closeAllConnections();
  machine.close();
});

const at = (path: string) => received.filter((one) => one.path === path);
const PATIENCE = { timeout: 15_000, interval: 20 };

function secretIn(screen: Screen): string {
  const [secret] = /whsec_[0-9A-Za-z+/=]{40,}/u.exec(words(screen)) ?? [];
  if (secret) return secret;
  throw new Error(`no secret in: ${words(screen)}`);
}

describe.each(platforms)("webhooks, on %s", (platform) => {
  it("are made by a Super Admin, who sees the secret once, and get what is signed with it", async () => {
    const alice = scene.on(platform, "alice");
    const name = `pager-${platform}`;
    const made = await alice.type(`webhook create ${name} ${address}/${name} kinds:external,quota`);
    expect(made.isPrivate).toBe(true);
    expect(words(made)).toContain(`Made the webhook ${name}`);
    const secret = secretIn(made);

    await alice.type(`webhook test ${name}`);
    const [sent] = await vi.waitFor(() => {
      const found = at(`/${name}`);
      expect(found).toHaveLength(1);
      return found;
    }, PATIENCE);
    const headers = Object.fromEntries(Object.entries(sent?.headers ?? {}).map(([key, value]) => [key, String(value)]));
    expect(new Webhook(secret).verify(sent?.body ?? "", headers)).toMatchObject({
      type: "webhook.test",
      data: { endpoint: name },
    });

    expect(words(await alice.type("webhook list"))).toMatch(new RegExp(`${name} · 127\\.0\\.0\\.1:\\d+ · `, "u"));
    const shown = words(await alice.type(`webhook show ${name}`));
    expect(shown).toMatch(/Hears of:? ?Limit coming near and From another system/u);
    expect(shown).not.toContain(secret);
    await vi.waitFor(async () => {
      expect(words(await alice.type(`webhook log ${name}`))).toMatch(/webhook\.test · arrived .* · 204 in \d+ ms/u);
    }, PATIENCE);
  });

  it("hear of an Alertmanager's alert, whose card can be acknowledged", async () => {
    const alice = scene.on(platform, "alice");
    const name = `hears-${platform}`;
    await alice.type(`webhook create ${name} ${address}/${name} kinds:external`);
    const made = await alice.type(`api-key create am-${platform} scopes:alerts:write`);
    const [key = ""] = /\bqm_[0-9A-Za-z]{32}\b/u.exec(words(made)) ?? [];
    const alert = {
      status: "firing",
      labels: { alertname: "NodeDown", severity: "critical", person: "alice" },
      annotations: { summary: `node-7 is down (${platform})` },
      startsAt: new Date().toISOString(),
      fingerprint: `f00d${platform}`,
    };
    const answer = await fetch(`${scene.url}/v1/alertmanager`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ version: "4", alerts: [alert] }),
    });
    expect(await answer.json()).toMatchObject({ fired: 1 });

    const card = await newsFor(scene, "alice", new RegExp(`node-7 is down \\(${platform}\\)`, "u"));
    expect(words(card)).toContain("critical");
    await card.press("Acknowledge");
    await vi.waitFor(() => {
      const types = at(`/${name}`).map(({ body }) => /"type":"([\w.]+)"/u.exec(body)?.[1] ?? "");
      expect(types.toSorted()).toEqual(["alert.acknowledged", "alert.fired"]);
    }, PATIENCE);
  });

  it("get another secret, and are deleted, after a second look", async () => {
    const alice = scene.on(platform, "alice");
    const name = `brief-${platform}`;
    const first = secretIn(await alice.type(`webhook create ${name} ${address}/${name}`));
    const rotated = await (await alice.type(`webhook rotate ${name}`)).press("Make a new secret");
    expect(secretIn(rotated)).not.toBe(first);

    const question = await alice.type(`webhook delete ${name}`);
    expect(words(question)).toMatch(/Delete the webhook brief-\w+ \(127\.0\.0\.1:\d+\)\?[^]*cannot be undone/u);
    expect(words(await question.press("Delete"))).toContain(`Deleted the webhook ${name}`);
    expect(words(await alice.type("webhook list"))).not.toContain(name);
  });

  it("say what was not taken, and send it again when asked", async () => {
    const alice = scene.on(platform, "alice");
    const name = `broken-${platform}`;
    await alice.type(`webhook create ${name} ${address}/${name}`);
    await alice.type(`webhook test ${name}`);
    await vi.waitFor(async () => {
      expect(words(await alice.type(`webhook log ${name}`))).toMatch(
        /1 attempt, next .* · 500 in \d+ ms: It answered 500\./u,
      );
    }, PATIENCE);
    expect(words(await alice.type(`webhook retry ${name}`))).toMatch("1 message is on the way");
    await vi.waitFor(() => expect(at(`/${name}`)).toHaveLength(2), PATIENCE);
    expect(new Set(at(`/${name}`).map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  it("are refused where they would lead inside, without TLS, and with a password", async () => {
    const alice = scene.on(platform, "alice");
    const tries = {
      "https://169.254.169.254/latest/meta-data": /inner network/u,
      "https://localhost:5432/": /inner network/u,
      "http://hooks.example.com/": /begin with https/u,
      "https://user:hunter2@hooks.example.com/": /no name and password/u,
    };
    for (const [url, rule] of Object.entries(tries)) {
      const outcome = await alice.type(`webhook create x-${platform} ${url}`);
      expect(words(outcome)).toMatch(rule);
      expect(words(outcome)).not.toContain("hunter2");
    }
    const entries = await scene.db.$queryRaw<{ row: string }[]>`SELECT e::text AS row FROM audit_entry e`;
    expect(entries.map(({ row }) => row).join("\n")).not.toContain("hunter2");
  });

  it("are nobody else's to make or see", async () => {
    for (const line of ["webhook create x https://hooks.example.com/", "webhook list", "webhook show pager"]) {
      const outcome = await refusalOf(scene, () => scene.on(platform, "bob").type(line));
      expect(outcome).toMatchObject({ code: "forbidden", isPrivate: true, isRecorded: true, changed: [] });
    }
  });
});
