import { createHmac } from "node:crypto";
import pg from "pg";
import { pino } from "pino";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import { slackTeam, worldPeople } from "../../playground/world.ts";
import type { Name, Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { foundLab, membersOf, newsFor, platforms, refusalOf, refused, registerEverywhere, words } from "./story.ts";

/** Everything together: Slack closes a request after three seconds. */
const ANSWER_WITHIN_MS = 3_000;

const lines: string[] = [];
const log = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab({ signedRequests: true, log });
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());

interface Sending {
  readonly body: string;
  readonly secret?: string;
  /** Seconds that the timestamp is off. */
  readonly off?: number;
  readonly type?: string;
}

let triggers = 0;

function command(text: string, fields: Readonly<Record<string, string>> = {}): string {
  const slackId = worldPeople.find(({ id }) => id === "alice")?.slackId ?? "";
  const asked = { command: "/qm", text, team_id: slackTeam.id, user_id: slackId, user_name: "alice" };
  return new URLSearchParams({ ...asked, trigger_id: `9.${(triggers += 1)}`, ...fields }).toString();
}

function signed({ body, secret, off = 0, type = "application/x-www-form-urlencoded" }: Sending): RequestInit {
  const timestamp = String(Math.floor(Date.now() / 1_000) + off);
  const hmac = createHmac("sha256", secret ?? scene.slack.credentials.signingSecret);
  const signature = `v0=${hmac.update(`v0:${timestamp}:${body}`).digest("hex")}`;
  const headers = { "content-type": type, "x-slack-request-timestamp": timestamp, "x-slack-signature": signature };
  return { method: "POST", headers, body };
}

async function send(request: RequestInit): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(scene.slack.requestUrl ?? "", request);
  return { status: response.status, body: await response.text() };
}

/** What a refused request does: its status, what is logged of it, and whether anything came of it. */
async function outcomeOf(request: RequestInit) {
  const [logged, organizations] = [lines.length, await scene.db.organization.count()];
  const { status, body } = await send(request);
  const warnings = lines.slice(logged).filter((line) => line.includes("slack request refused"));
  return {
    status,
    body,
    warnings: warnings.length,
    tellsContent: warnings.some((line) => /Smuggled|xoxb|v0=/u.test(line)),
    founded: (await scene.db.organization.count()) - organizations,
  };
}

const nothingDone = { body: "", warnings: 1, tellsContent: false, founded: 0 };
const smuggle = 'org create "Smuggled"';

describe("a request that Slack did not send", () => {
  it("is refused when its signature is wrong", async () => {
    const request = signed({ body: command(smuggle), secret: "not the signing secret" });
    expect(await outcomeOf(request)).toEqual({ ...nothingDone, status: 401 });
  });

  it("is refused without a signature", async () => {
    const { body = null } = signed({ body: command(smuggle) });
    expect(await outcomeOf({ method: "POST", body })).toEqual({ ...nothingDone, status: 401 });
  });

  it.each([-301, 301])("is refused when its timestamp is off by %i seconds", async (off) => {
    expect(await outcomeOf(signed({ body: command(smuggle), off }))).toEqual({ ...nothingDone, status: 401 });
  });

  it("is refused when it was sent before, and done once", async () => {
    const request = signed({ body: command('org create "Sent Twice"') });
    expect(await send(request)).toMatchObject({ status: 200 });
    expect(await outcomeOf(request)).toEqual({ ...nothingDone, status: 401 });
    expect(await scene.db.organization.count({ where: { name: "Sent Twice" } })).toBe(1);
  });

  it("is refused when it comes from another workspace", async () => {
    const request = signed({ body: command(smuggle, { team_id: "T0STRANGER" }) });
    expect(await outcomeOf(request)).toEqual({ ...nothingDone, status: 403 });
  });

  it.each([
    ["broken JSON", { body: '{"type": "event_callback", "Smuggled', type: "application/json" }],
    ["an interaction that is no JSON", { body: "payload=Smuggled" }],
    ["an interaction without its essentials", { body: `payload=${encodeURIComponent('{"type":"block_actions"}')}` }],
    ["nothing at all", { body: "" }],
  ])("is refused when it is %s", async (_what, sending) => {
    expect(await outcomeOf(signed(sending))).toEqual({ ...nothingDone, status: 400 });
  });
});

/** Presses, as somebody else, the button that a person has on a card: what only a forged request can do. */
async function forgePress(name: Name, value: string): Promise<void> {
  const user = worldPeople.find(({ id }) => id === name);
  const payload = {
    type: "block_actions",
    team: { id: slackTeam.id, domain: slackTeam.domain },
    user: { id: user?.slackId, username: name, name, team_id: slackTeam.id },
    api_app_id: "A0QMAPP001",
    trigger_id: `9.${(triggers += 1)}`,
    container: { type: "message", is_ephemeral: true },
    actions: [{ type: "button", action_id: "call:0", block_id: "b", value, action_ts: String(Date.now() / 1000) }],
  };
  const { status } = await send(signed({ body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString() }));
  expect(status).toBe(200);
}

/** The value of a button on a card of somebody's, as Slack holds it. */
function valueOf(name: Name, label: string): string {
  const person = scene.slack.as(worldPeople.find(({ id }) => id === name)?.slackId ?? "");
  const direct = person.channels().find(({ kind }) => kind === "app")?.id ?? "";
  const cards = person.messages(direct).map(({ blocks }) => JSON.stringify(blocks).split('"type":"button"'));
  const button = cards.flat().findLast((part) => part.includes(`"text":"${label}"`)) ?? "";
  return /"value":"([^"]+)"/u.exec(button)?.[1] ?? "";
}

describe("somebody else's button", () => {
  it("is refused in its own words, recorded, and does nothing", async () => {
    const lab = await foundLab(scene);
    await scene.on("slack", "alice").type("invite create @bob");
    await scene.on("slack", "bob").receives(new RegExp(`invites you to ${lab.name}`, "u"));

    await forgePress("chen", valueOf("bob", "Accept"));
    const answer = await scene.on("slack", "chen").receives(/This invitation is for someone else/u);
    expect(words(answer)).toMatch("Only the person it was sent to can answer it.");
    expect(words(answer)).not.toMatch(lab.name);
    expect(await membersOf(scene, lab)).toEqual(["alice owner"]);
    expect(await scene.db.auditEntry.count({ where: { kind: "invitation_not_yours", actorLabel: "Chen Li" } })).toBe(1);
  });

  it("does nothing when its value is made up", async () => {
    await forgePress("chen", "r.person_activate.person.vbob.smuggled");
    const answer = await scene.on("slack", "chen").receives(/That button no longer works/u);
    expect(words(answer)).toMatch("code stale_call");
  });
});

/** Another installation with somebody in it, on the same database. */
async function anotherTenant() {
  const [tenantId, organizationId, personId, invitationId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const now = new Date();
  await scene.db.tenant.create({ data: { id: tenantId, name: "Elsewhere", foundedAt: now, claimedAt: now } });
  const name = `Secret Lab ${organizationId.slice(-4)}`;
  const organization = {
    id: organizationId,
    tenantId,
    name,
    slug: `secret-${organizationId.slice(-4)}`,
    createdAt: now,
  };
  await scene.db.organization.create({ data: organization });
  const person = { id: personId, tenantId, username: "zoe", displayName: "Zoe Elsewhere", state: "active" } as const;
  await scene.db.person.create({ data: { ...person, createdAt: now } });
  return { ...organization, personId, invitationId };
}

describe.each(platforms)("something of another installation, on %s", (platform) => {
  it.each(["org show", "member list", "invite list", "whoami", "org switch"])(
    "is not found by %s, neither by name nor by id",
    async (line) => {
      const other = await anotherTenant();
      const alice = scene.on(platform, "alice");
      const answers = [];
      for (const named of [other.slug, other.id]) {
        const { what, ...rest } = await refusalOf(scene, () => alice.type(`${line} org:${named}`));
        answers.push({ ...rest, what: what.replace(named, "…"), isReadable: true });
      }
      const notFound = refused({
        code: "not_found",
        what: "No organization or project called “…” was found.",
        rule: "Only what you may see can be found.",
        next: "See which ones are yours.",
      });
      expect(answers).toEqual([notFound, { ...notFound, what: "That organization or project was not found." }]);
    },
  );
});

it("does not find a person of another installation", async () => {
  await anotherTenant();
  const why = () => scene.on("slack", "alice").type("why zoe cluster:create");
  expect(await refusalOf(scene, why)).toMatchObject({
    code: "not_found",
    what: "No person called “zoe” was found.",
    changed: [],
  });
});

describe("a database that goes away", () => {
  it("costs an apology with a reference within three seconds, nothing half-done, and work resumes by itself", async () => {
    const lab = await foundLab(scene);
    const [current] = await scene.db.$queryRaw<{ name: string }[]>`SELECT current_database() AS name`;
    const name = current?.name ?? "";
    const server = new pg.Client({ ...inject("postgres"), database: "postgres" });
    await server.connect();
    await scene.on("slack", "alice").type("invite create @bob");
    await newsFor(scene, "bob", new RegExp(`invites you to ${lab.name}`, "u"));
    try {
      await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
      await server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);

      const begun = performance.now();
      const answers = await Promise.all([
        ...platforms.map((platform) => scene.on(platform, "alice").type("whoami")),
        ...platforms.map((platform) => scene.on(platform, "alice").type("invite create @chen")),
      ]);
      expect(performance.now() - begun).toBeLessThan(ANSWER_WITHIN_MS);
      for (const answer of answers) {
        expect(words(answer)).toMatch(
          "⚠ That did not work, and nothing was changed.\nIt is our fault, not yours. Try again in a minute.",
        );
        expect(words(answer)).toMatch(/^reference [2-9A-Z]{4}-[2-9A-Z]{2}$/mu);
        expect(answer.isPrivate).toBe(true);
      }
    } finally {
      await server.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
      await server.end();
    }

    const works = () => scene.on("discord", "alice").type("whoami").then(words);
    await vi.waitFor(async () => expect(await works()).toMatch("Alice Moreau · alice"), {
      timeout: 10_000,
      interval: 200,
    });
    expect(await scene.db.invitation.count({ where: { organizationId: lab.id } })).toBe(1);
    await scene.on("slack", "alice").type("invite create @chen");
    await newsFor(scene, "chen", new RegExp(`invites you to ${lab.name}`, "u"));
  }, 40_000);
});
