import { request } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pino } from "pino";
import { Registry } from "prom-client";
import { afterEach, describe, expect, it } from "vitest";
import { createApiMetrics } from "../../src/api/api-metrics.ts";
import { configurationHealth } from "../../src/api/health.ts";
import type { Part } from "../../src/api/health.ts";
import type { Metrics } from "../../src/api/metrics.ts";
import { startServer } from "../../src/api/server.ts";
import type { Server, ServerOptions } from "../../src/api/server.ts";

const noMetrics: Metrics = {
  registry: new Registry(),
  observeCommand: () => undefined,
  ...createApiMetrics(new Registry()),
};
const ready = (name: string): Part => ({ name, isReady: () => true });

let server: Server | undefined;
afterEach(() => server?.close());

async function serving(options: Partial<ServerOptions> = {}): Promise<string> {
  const log = pino({ enabled: false });
  server = await startServer({ host: "127.0.0.1", port: 0, parts: [], metrics: noMetrics, log, ...options });
  return server.url;
}

describe("healthz", () => {
  it("answers while the process is alive, whatever else is down", async () => {
    const url = await serving({ parts: [{ name: "database", isReady: () => false }] });

    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

describe("readyz", () => {
  it("is ready when every part is", async () => {
    const url = await serving({ parts: [ready("database"), ready("slack")] });

    const answer = await fetch(`${url}/readyz`);

    expect([answer.status, await answer.json()]).toEqual([200, { ready: true, waitingFor: [] }]);
  });

  it("names the parts that are not ready", async () => {
    const failing: Part = { name: "database", isReady: () => Promise.reject(new Error("away")) };
    const url = await serving({ parts: [failing, ready("slack"), { name: "discord", isReady: () => false }] });

    const answer = await fetch(`${url}/readyz`);

    expect([answer.status, await answer.json()]).toEqual([503, { ready: false, waitingFor: ["database", "discord"] }]);
  });

  it("does not wait for a part that hangs", async () => {
    const url = await serving({ parts: [{ name: "database", isReady: () => new Promise<boolean>(() => undefined) }] });

    expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ready: false, waitingFor: ["database"] });
  });
});

async function told(url: string): Promise<unknown> {
  return (await fetch(`${url}/readyz`)).json();
}

describe("readyz about the configuration", () => {
  it("is ready with a file that cannot be used, and tells only where its first fault is", async () => {
    const problem = "quartermaster.yml:14:7 plans[1].secret_name: is not known (and 2 more)";
    const url = await serving({ configuration: () => configurationHealth({ file: "quartermaster.yml", problem }) });

    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await told(url)).toEqual({
      ready: true,
      waitingFor: [],
      configuration: { valid: false, at: "quartermaster.yml:14:7" },
    });
  });

  it("names the file where the fault has no place, and nothing where all is well", async () => {
    const problem = "quartermaster.yml is not there any more";
    expect(configurationHealth({ file: "quartermaster.yml", problem })).toEqual({
      valid: false,
      at: "quartermaster.yml",
    });
    expect(await told(await serving({ configuration: () => configurationHealth({}) }))).toMatchObject({
      configuration: { valid: true },
    });
  });
});

describe("slack events", () => {
  it("hands the body over unread, byte for byte", async () => {
    const body = '{"unparsed":   "ü"}';
    const url = await serving({ slack: async (request, response) => void response.end(await text(request)) });

    const answer = await fetch(`${url}/slack/events`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });

    expect(await answer.text()).toBe(body);
  });

  it("takes a form as Slack sends it, also when the handler starts reading late", async () => {
    const url = await serving({
      slack: async (request, response) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        response.end(await text(request));
      },
    });

    const answer = await fetch(`${url}/slack/events`, {
      method: "POST",
      body: new URLSearchParams({ text: "whoami" }),
    });

    expect(await answer.text()).toBe("text=whoami");
  });

  it("takes a body without a declared length", async () => {
    const url = await serving({ slack: async (request, response) => void response.end(await text(request)) });

    const answer = await fetch(`${url}/slack/events`, {
      method: "POST",
      body: Readable.toWeb(Readable.from([Buffer.from("chunked")])) as ReadableStream,
      duplex: "half",
    });

    expect(await answer.text()).toBe("chunked");
  });

  it("refuses a body that says it is larger than a megabyte", async () => {
    const url = await serving({ slack: () => expect.unreachable() });

    const answer = await fetch(`${url}/slack/events`, { method: "POST", body: "x".repeat(1024 * 1024 + 1) });

    expect(answer.status).toBe(413);
  });

  it("cuts off a body that grows beyond a megabyte without saying so", async () => {
    const url = await serving({ slack: async (request) => void (await text(request).catch(() => undefined)) });

    const broken = new Promise((resolve) => {
      const sending = request(`${url}/slack/events`, { method: "POST" }, () => resolve("answered"));
      sending.on("error", () => resolve("cut off"));
      const push = () => {
        while (!sending.destroyed && sending.write("x".repeat(65_536)));
        sending.once("drain", push);
      };
      push();
    });

    expect(await broken).toBe("cut off");
  });

  it("does not exist when Slack comes by Socket Mode", async () => {
    const url = await serving();

    expect((await fetch(`${url}/slack/events`, { method: "POST", body: "{}" })).status).toBe(404);
  });
});

describe("failures", () => {
  it("answers an unknown path with a problem", async () => {
    const answer = await fetch(`${await serving()}/nothing`);

    expect([answer.status, answer.headers.get("content-type"), await answer.json()]).toEqual([
      404,
      "application/problem+json; charset=utf-8",
      { type: "about:blank", title: "Not Found", status: 404 },
    ]);
  });

  it("names the methods of a path that is asked with another one", async () => {
    const answer = await fetch(`${await serving()}/healthz`, { method: "DELETE" });

    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("does not tell what serves it", async () => {
    const answer = await fetch(`${await serving()}/healthz`);

    expect([answer.headers.get("server"), answer.headers.get("x-powered-by")]).toEqual([null, null]);
  });

  it("keeps what went wrong inside to itself", async () => {
    const registry = new Registry();
    registry.metrics = () => Promise.reject(new Error("secret"));
    const url = await serving({ metrics: { ...noMetrics, registry } });

    const answer = await fetch(`${url}/metrics`);

    expect([answer.status, await answer.text()]).toEqual([
      500,
      '{"type":"about:blank","title":"Internal Server Error","status":500}',
    ]);
  });
});
