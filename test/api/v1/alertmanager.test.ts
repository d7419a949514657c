import { describe, expect, it } from "vitest";
import { acknowledgeAlert } from "../../../src/domain/alerts/acknowledge-alert.ts";
import { aPerson, aTenant, anOrganization, contextOf } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aKey, post, serving } from "./support.ts";

const database = useDatabase();

const firing = {
  status: "firing",
  labels: { alertname: "NodeDown", severity: "page", instance: "node-7" },
  annotations: { summary: "node-7 is down", description: "It has not answered for 5 minutes." },
  startsAt: "2026-11-21T11:50:00.123456789+01:00",
  endsAt: "0001-01-01T00:00:00Z",
  generatorURL: "https://prometheus.example.com/graph?g0.expr=up",
  fingerprint: "b3f1c0ffee123456",
};

const resolved = { ...firing, status: "resolved", endsAt: "2026-11-21T11:58:00Z" };

const message = (alerts: readonly object[], more: object = {}) => ({
  version: "4",
  groupKey: '{}:{alertname="NodeDown"}',
  truncatedAlerts: 0,
  status: "firing",
  receiver: "quartermaster",
  groupLabels: { alertname: "NodeDown" },
  commonLabels: {},
  commonAnnotations: {},
  externalURL: "https://alertmanager.example.com:9093",
  alerts,
  ...more,
});

const labelled = (fingerprint: string, labels: object) => ({
  ...firing,
  fingerprint,
  labels: { ...firing.labels, ...labels },
});

async function aSite() {
  const world = await aTenant(database.db);
  const rita = await aPerson(world, { name: "Rita Root", role: "super_admin" });
  const url = await serving(world);
  const key = await aKey(world, "alerts:write");
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const send = (body: unknown) => post(`${url}/v1/alertmanager`, JSON.stringify(body), headers);
  const alerts = () =>
    world.db.alert.findMany({ where: { tenantId: world.tenantId, kind: "external" }, orderBy: { id: "asc" } });
  return { world, rita, url, headers, send, alerts };
}

describe("POST /v1/alertmanager", () => {
  it("makes of each alert one of ours, told once however often it is sent, and ends it", async () => {
    const { world, rita, send, alerts } = await aSite();

    expect(await send(message([firing], { truncatedAlerts: 3 }))).toMatchObject({
      status: 200,
      body: { received: 1, fired: 1, resolved: 0, unchanged: 0, truncated: 3 },
    });
    expect(await send(message([firing]))).toMatchObject({ body: { fired: 0, unchanged: 1 } });
    const [alert] = await alerts();
    expect(alert).toMatchObject({ phase: "firing", severity: "critical", subjectName: "The installation" });
    expect(alert?.facts).toMatchObject({
      summary: "node-7 is down",
      description: expect.stringContaining("left out 3 more alerts"),
      source: "Alertmanager at alertmanager.example.com:9093",
      link: firing.generatorURL,
    });
    await acknowledgeAlert(contextOf(world, rita), { alertId: alert?.id ?? "" });

    expect(await send(message([resolved]))).toMatchObject({ body: { resolved: 1 } });
    expect(await send(message([resolved]))).toMatchObject({ body: { unchanged: 1 } });
    expect(await send(message([firing]))).toMatchObject({ body: { fired: 0, unchanged: 1 } });
    const deliveries = await world.db.delivery.findMany({
      where: { tenantId: world.tenantId, subject: "alert", recipient: `person:${rita.id}` },
    });
    expect(deliveries).toHaveLength(1);

    const anew = { ...firing, startsAt: "2026-11-21T11:59:00Z" };
    expect(await send(message([anew]))).toMatchObject({ body: { fired: 1 } });
    expect((await alerts()).map(({ phase }) => phase)).toEqual(["resolved", "firing"]);
    expect(await send(message([resolved]))).toMatchObject({ body: { resolved: 0, unchanged: 1 } });
  });

  it("tells whom the labels organization and person name, in this installation only", async () => {
    const { world, send, alerts } = await aSite();
    const alice = await aPerson(world, { name: "Alice Moreau", username: "alice" });
    const lab = await anOrganization(world, { name: "Vision Lab", members: [[alice, "owner"]] });
    await world.db.organization.update({ where: { id: lab.id }, data: { slug: "vision" } });
    const other = await aTenant(database.db);
    const stranger = await anOrganization(other, {});
    await send(
      message([
        labelled("a1", { organization: "vision" }),
        labelled("a2", { organization: "vision", person: "alice" }),
        labelled("a3", { person: "alice" }),
        labelled("a4", { organization: stranger.id, person: "nobody" }),
      ]),
    );
    expect(Object.fromEntries((await alerts()).map((one) => [one.subjectKey, one.subjectName]))).toEqual({
      "external:a1": "Vision Lab",
      "external:a2": "Alice Moreau in Vision Lab",
      "external:a3": "Alice Moreau",
      "external:a4": "The installation",
    });
  });

  it("takes its own alerts, which an Alertmanager sends back, for what they are", async () => {
    const { send, alerts } = await aSite();
    const own = { ...firing, labels: { ...firing.labels, quartermaster_alert: "x" } };
    expect(await send(message([own]))).toMatchObject({ body: { own: 1, fired: 0 } });
    expect(await alerts()).toEqual([]);
  });

  it("is told once by two that send the same at the same time", async () => {
    const { send, alerts } = await aSite();
    await Promise.all([send(message([firing])), send(message([firing]))]);
    expect(await alerts()).toHaveLength(1);
  });

  it.each([
    ["another version", { ...message([firing]), version: "3" }, "#/version"],
    ["a time that is none", message([{ ...firing, startsAt: "yesterday" }]), "#/alerts/0/startsAt"],
    ["no fingerprint", message([{ ...firing, fingerprint: undefined }]), "#/alerts/0/fingerprint"],
    ["a label that is no text", message([{ ...firing, labels: { n: 1 } }]), "#/alerts/0/labels/n"],
    ["no alerts", { ...message([]), alerts: undefined }, "#/alerts"],
  ])("refuses %s with its place", async (_what, body, pointer) => {
    const { send, alerts } = await aSite();
    expect(await send(body)).toMatchObject({
      status: 400,
      body: { code: "invalid_request", errors: [{ pointer }] },
    });
    expect(await alerts()).toEqual([]);
  });

  it("takes very many at once", async () => {
    const { send, alerts } = await aSite();
    const many = Array.from({ length: 300 }, (_, nth) => labelled(`many${nth}`, { instance: `node-${nth}` }));
    expect(await send(message(many))).toMatchObject({ status: 200, body: { received: 300, fired: 300 } });
    expect(await send(message(many))).toMatchObject({ body: { unchanged: 300 } });
    expect(await alerts()).toHaveLength(300);
  }, 60_000);

  it("takes odd text as text", async () => {
    const { send, alerts } = await aSite();
    const odd = {
      ...firing,
      labels: { alertname: "a\u0000b <!channel>" },
      annotations: {},
      generatorURL: "javascript:1",
    };
    expect(await send(message([odd]))).toMatchObject({ status: 200, body: { fired: 1 } });
    expect((await alerts())[0]?.facts).not.toHaveProperty("link");
  });

  it("takes a key with the scope alerts:write and no other", async () => {
    const { world, url } = await aSite();
    const key = await aKey(world, "usage:write");
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(message([firing]));
    expect(await post(`${url}/v1/alertmanager`, body, headers)).toMatchObject({
      status: 401,
      body: { code: "api_key_missing" },
    });
    expect(await post(`${url}/v1/alertmanager`, body, { ...headers, authorization: `Bearer ${key}` })).toMatchObject({
      status: 403,
      body: { code: "scope_missing", scope: "alerts:write" },
    });
  });
});
