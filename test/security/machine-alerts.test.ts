import { describe, expect, it } from "vitest";
import { aKey, post, serving } from "../api/v1/support.ts";
import { aTenant, NOON } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

async function aMachine() {
  const world = await aTenant(database.db);
  const authorization = `Bearer ${await aKey(world, "alerts:write", "activity:write")}`;
  const url = await serving(world, {});
  const send = (path: string, body: unknown) =>
    post(`${url}${path}`, JSON.stringify(body), { authorization, "content-type": "application/json" });
  return { world, send };
}

const alert = (more: object) => ({
  status: "firing",
  labels: { alertname: "NodeDown" },
  annotations: {},
  startsAt: NOON.toISOString(),
  fingerprint: "f1",
  ...more,
});

const message = (...alerts: readonly object[]) => ({ version: "4", alerts });

describe("alerts of machines", () => {
  it.each([
    ["an organization", { labels: { alertname: "A", organization: "a\u0000b", person: "c\u0000d" } }],
    ["a label", { labels: { alertname: "A\u0000", "x\u0000y": "z\u0000" } }],
    ["a summary", { annotations: { summary: "a\u0000b \ud800", description: "\u0000" } }],
    ["a time before the calendar", { startsAt: "0000-01-01T00:00:00Z" }],
    ["a time at its end", { startsAt: "9999-12-31T23:59:59Z" }],
    ["a name of objects", { labels: JSON.parse('{"alertname":"A","severity":"constructor","__proto__":"x"}') }],
  ])("hold nothing up by %s that cannot be stored", async (_what, more) => {
    const { send } = await aMachine();
    const { status } = await send("/v1/alertmanager", message(alert(more), alert({ fingerprint: "f2" })));
    expect([200, 400]).toContain(status);
  });
});
