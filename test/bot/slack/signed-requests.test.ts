import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { deskOf, plainReply, setStage } from "./support/stage.ts";
import type { Stage } from "./support/stage.ts";

let stage: Stage | undefined;
afterEach(async () => {
  await stage?.close();
  stage = undefined;
});

let runs = 0;
async function open(): Promise<Stage> {
  runs = 0;
  const dispatch = async () => ({ kind: "reply", reply: plainReply(`Run ${(runs += 1)}`) }) as const;
  stage = await setStage(deskOf({ dispatch }), "http");
  return stage;
}

const formEncoded = "application/x-www-form-urlencoded";
let triggers = 0;

function command(fields: Record<string, string> = {}): string {
  const trigger = `1.${(triggers += 1)}`;
  const own = { command: "/qm", text: "secret words", team_id: "T0VISION", user_id: "U0ALICE", trigger_id: trigger };
  return new URLSearchParams({ ...own, ...fields }).toString();
}

interface Sending {
  readonly body: string;
  readonly type?: string;
  readonly secret?: string;
  /** Seconds to add to the timestamp. */
  readonly off?: number;
}

function signed({ slack }: Stage, { body, type = formEncoded, secret, off = 0 }: Sending): RequestInit {
  const timestamp = Math.floor(Date.now() / 1_000) + off;
  const hmac = createHmac("sha256", secret ?? slack.credentials.signingSecret);
  const signature = `v0=${hmac.update(`v0:${timestamp}:${body}`).digest("hex")}`;
  const headers = {
    "content-type": type,
    "x-slack-request-timestamp": String(timestamp),
    "x-slack-signature": signature,
  };
  return { method: "POST", headers, body };
}

async function statusOf(stage: Stage, request: RequestInit): Promise<number> {
  const response = await fetch(stage.url, request);
  await response.text();
  return response.status;
}

describe("a signed request", () => {
  it("is answered", async () => {
    const stage = await open();
    const response = await fetch(stage.url, signed(stage, { body: command() }));

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ response_type: "ephemeral", text: "Run 1" });
  });

  it("needs no fields beyond the documented essentials", async () => {
    const stage = await open();
    const body = new URLSearchParams({ command: "/other", user_id: "U0ALICE", trigger_id: "1.x" }).toString();
    expect(await statusOf(stage, signed(stage, { body }))).toBe(200);
  });

  it("may spell its content type in capitals", async () => {
    const stage = await open();
    const type = "Application/X-WWW-Form-URLEncoded; charset=UTF-8";
    expect(await statusOf(stage, signed(stage, { body: command(), type }))).toBe(200);
  });

  it("answers Slack's challenge", async () => {
    const stage = await open();
    const body = JSON.stringify({ type: "url_verification", challenge: "abc" });
    const response = await fetch(stage.url, signed(stage, { body, type: "application/json" }));
    expect(await response.json()).toEqual({ challenge: "abc" });
  });
});

describe("bad input", () => {
  const cases: readonly [string, number, Sending][] = [
    ["a wrong signature", 401, { body: command(), secret: "wrong" }],
    ["a timestamp older than five minutes", 401, { body: command(), off: -301 }],
    ["a timestamp from the future", 401, { body: command(), off: 400 }],
    ["an unknown workspace", 403, { body: command({ team_id: "T0OTHER" }) }],
    ["a payload that is no JSON", 400, { body: new URLSearchParams({ payload: "{" }).toString() }],
    ["a payload of an unknown kind", 400, { body: new URLSearchParams({ payload: "{}" }).toString() }],
    ["a press without a user", 400, { body: press({ user: undefined }) }],
    ["a submission without a view", 400, { body: payload({ type: "view_submission", user: { id: "U0ALICE" } }) }],
    ["an event that is a number", 400, { body: JSON.stringify({ event: 7 }), type: "application/json" }],
    ["a body of two megabytes", 413, { body: command({ text: "x".repeat(2_000_000) }) }],
  ];

  it.each(cases)("refuses %s with %i, logged once without the content, nothing run", async (_name, status, sending) => {
    const stage = await open();
    const logged = stage.log.length;

    expect(await statusOf(stage, signed(stage, sending))).toBe(status);
    expect(runs).toBe(0);
    expect(stage.log.slice(logged)).toMatchObject([{ level: "warn", event: "slack request refused" }]);
    expect(JSON.stringify(stage.log)).not.toContain("secret words");
  });

  it("refuses a request without a signature", async () => {
    const stage = await open();
    expect(await statusOf(stage, { method: "POST", body: command() })).toBe(401);
  });

  it("refuses a replay", async () => {
    const stage = await open();
    const request = signed(stage, { body: command() });

    expect(await statusOf(stage, request)).toBe(200);
    expect(await statusOf(stage, request)).toBe(401);
    expect(runs).toBe(1);
  });

  it("does nothing for a certificate check, even with a command in it", async () => {
    const stage = await open();
    const body = command({ ssl_check: "1" });
    const headers = { "content-type": formEncoded };
    expect(await statusOf(stage, { method: "POST", headers, body })).toBe(200);
    expect(runs).toBe(0);
  });
});

function payload(value: object): string {
  return new URLSearchParams({ payload: JSON.stringify(value) }).toString();
}

function press(rest: object): string {
  const own = {
    type: "block_actions",
    team: { id: "T0VISION" },
    user: { id: "U0ALICE" },
    actions: [{ action_id: "call.0", block_id: "b", type: "button", value: "c0" }],
  };
  return payload({ ...own, ...rest });
}
