import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startVisionLab } from "../support/scene.ts";
import type { Scene } from "../support/scene.ts";
import { expectSoon, foundLab, newsFor, platforms, refusalOf, registerEverywhere, words } from "./story.ts";
import type { Chat, Lab } from "./story.ts";
import { report } from "./usage-story.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterEach(() => scene.db.alertSubscription.updateMany({ data: { deletedAt: new Date() } }));
afterAll(() => scene.close());

const room = "vision-lab";
const inRoom = (platform: Chat) => scene.on(platform, "alice").in(room);
const posts = (platform: Chat) => inRoom(platform).posts().map(words);

/** Alice owns it, Chen is an admin, Bob works there and may use 100 GPU hours a month. */
async function limited(platform: Chat): Promise<Lab> {
  const lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
  await scene.on(platform, "alice").type(`quota set ${lab.slug} gpu_hours 100 month`);
  return lab;
}

const use = (lab: Lab, amount: number) =>
  report(scene, [{ person: "bob", organization: lab.slug, meter: "gpu_hours", amount }]);

/** How each of the organization's own alerts was told to somebody, or to channels. */
async function told(lab: Lab, to: "person" | "channel"): Promise<readonly string[]> {
  const alerts = await scene.db.alert.findMany({ where: { organizationId: lab.id, personId: null } });
  const rows = await scene.db.alertTold.findMany({
    where: { alertId: { in: alerts.map(({ id }) => id) }, recipient: { startsWith: `${to}:` } },
    orderBy: { id: "asc" },
  });
  return rows.map(({ how, alertId }) => `${alerts.find(({ id }) => id === alertId)?.kind ?? ""} ${how}`);
}

const quietly = async (lab: Lab) => {
  await expectSoon(() => scene.db.alert.count({ where: { organizationId: lab.id, phase: "firing" } })).toBeGreaterThan(
    0,
  );
  await expectSoon(() => scene.db.$queryRaw`SELECT FROM usage_touched`).toEqual([]);
};

describe.each(platforms)("who hears of alerts, on %s", (platform) => {
  it("B-30 a channel hears of what it subscribed to, from the percentage on that it named, and says when that ends", async () => {
    const lab = await limited(platform);
    await inRoom(platform).type(`alert subscribe quota ${lab.slug} min:95`);
    await use(lab, 82);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used 82 %`, "u"));
    expect(await told(lab, "channel")).toEqual([]);
    await use(lab, 14);
    await expectSoon(() => posts(platform).at(-1)).toContain(`${lab.name} has used 96 %`);

    const listed = await inRoom(platform).type("alert subscriptions");
    expect(words(listed)).toContain(lab.name);
    await inRoom(platform).type("alert unsubscribe");
    await expectSoon(() => posts(platform).at(-1)).toMatch(
      new RegExp(`${lab.name}[^]*are no longer posted in this channel[^]*Alice Moreau`, "u"),
    );
  });

  it("B-32 a muted channel hears only what is critical", async () => {
    const lab = await limited(platform);
    await inRoom(platform).type(`alert subscribe quota,overage ${lab.slug} mute:daily`);
    await use(lab, 82);
    await quietly(lab);
    expect(await told(lab, "channel")).toEqual(["quota digest"]);
    await use(lab, 18);
    await expectSoon(() => posts(platform).at(-1)).toContain(`${lab.name} has used all of its GPU hours`);
  });

  it("B-32 in the reader's quiet hours, by the reader's clock, only what is critical comes", async () => {
    const lab = await limited(platform);
    const alice = scene.on(platform, "alice");
    const timeZone = platform === "slack" ? "Asia/Tokyo" : "America/Los_Angeles";
    await scene.db.person.updateMany({ where: { username: "alice" }, data: { timeZone } });
    const hour = Number(new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" }).format());
    await alice.type(`alert preferences quiet:${(hour + 22) % 24}:00-${(hour + 2) % 24}:00`);
    await use(lab, 82);
    await quietly(lab);
    expect(await told(lab, "person")).toEqual(["quota digest"]);

    await use(lab, 18);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used all of its GPU hours`, "u"));
    await alice.type("alert preferences quiet:none");
  });

  it("R-26 a silence holds back what fires, and who is due hears of it once when it is ended", async () => {
    const lab = await limited(platform);
    const alice = scene.on(platform, "alice");
    await alice.type(`alert silence ${lab.slug} until:4h reason:maintenance`);
    await use(lab, 82);
    await quietly(lab);
    expect(await told(lab, "person")).toEqual(["quota silenced"]);

    await alice.type(`alert unsilence "${lab.name} "`);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used 82 %`, "u"));
    expect(await told(lab, "person")).toEqual(["quota card"]);
  });

  it("B-32 an organization's silence keeps nothing from a channel of the whole installation", async () => {
    const lab = await limited(platform);
    await inRoom(platform).type("alert subscribe quota installation");
    await scene.on(platform, "chen").type(`alert silence ${lab.slug} until:4h`);
    await use(lab, 82);
    await quietly(lab);
    // Gathered with what may follow of others.
    expect(await told(lab, "channel")).toEqual(["quota digest"]);
    expect(new Set(await told(lab, "person"))).toEqual(new Set(["quota silenced"]));
    await inRoom(platform).type("alert unsubscribe");
    await scene.on(platform, "chen").type(`alert unsilence "${lab.name} "`);
  });

  it("R-27 who does not manage an alert snoozes it for nobody but themselves", async () => {
    const lab = await limited(platform);
    await scene.on(platform, "alice").type(`quota set @bob gpu_hours 50 month org:${lab.slug}`);
    await use(lab, 41);
    const card = await newsFor(scene, "bob", new RegExp(`82 %[^]*${lab.name}`, "u"));
    const snoozed = words(await card.press("For 4 hours"));
    expect(snoozed).toMatch(/is snoozed for you\nYou hear no more of it until .*Others still do/su);
    const where = { organizationId: lab.id, personId: { not: null }, snoozedUntil: { not: null } };
    expect(await scene.db.alert.count({ where })).toBe(0);
  });

  it("R-26 is for who manages the organization", async () => {
    const lab = await limited(platform);
    const refusal = await refusalOf(scene, () => scene.on(platform, "bob").type(`alert silence ${lab.slug} until:4h`));
    expect(refusal).toMatchObject({ code: "forbidden", changed: [] });
  });

  it("R-03 nobody is told of kinds that they switched off, and the rest goes on", async () => {
    const lab = await limited(platform);
    const alice = scene.on(platform, "alice");
    await alice.type("alert preferences off:quota");
    await use(lab, 82);
    await quietly(lab);
    expect(await told(lab, "person")).toEqual(["quota off"]);
    await use(lab, 18);
    await newsFor(scene, "alice", new RegExp(`${lab.name} has used all of its GPU hours`, "u"));
    await alice.type("alert preferences off:none");
  });

  it("R-27 the second to acknowledge hears who was first", async () => {
    const lab = await limited(platform);
    await inRoom(platform).type(`alert subscribe quota ${lab.slug}`);
    await use(lab, 82);
    await expectSoon(() => posts(platform).at(-1)).toContain(`${lab.name} has used 82 %`);
    const card = (who: "alice" | "chen") =>
      scene
        .on(platform, who)
        .in(room)
        .posts()
        .find((post) => words(post).includes(`${lab.name} has used 82 %`));

    await card("chen")?.press("Acknowledge");
    await expectSoon(() => words(card("alice") ?? fail())).toContain("Chen Li");
    const own = () => newsFor(scene, "alice", new RegExp(`${lab.name} has used 82 %`, "u"));
    await expectSoon(async () => words(await own())).toContain("Chen Li");
    expect((await own()).choices).not.toContain("Acknowledge");
    const { id } = await scene.db.alert.findFirstOrThrow({
      where: { organizationId: lab.id, acknowledgedAt: { not: null } },
    });
    expect(words(await scene.on(platform, "alice").type(`alert ack ${id}`))).toMatch(/Chen Li has acknowledged/u);
  });

  it("R-02 tells nobody of a limit that is set quietly", async () => {
    const lab = await limited(platform);
    const before = await scene.db.delivery.count({ where: { subject: "notice" } });
    const done = await scene.on(platform, "alice").type(`quota set @bob gpu_hours 50 month org:${lab.slug} quiet:yes`);
    expect(words(done)).toContain("Nobody was told of it.");
    expect(await scene.db.delivery.count({ where: { subject: "notice" } })).toBe(before);
    const entry = await scene.db.auditEntry.findFirstOrThrow({ where: { kind: "quota-set" }, orderBy: { id: "desc" } });
    expect(entry.data).toMatchObject({ quiet: true });
  });
});

function fail(): never {
  throw new Error("there is no such card");
}
