import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { DAY, HOUR, letQuotaAge, strike } from "./passing-time.ts";
import type { Lab } from "./story.ts";
import {
  aTime,
  expectSoon,
  fillIn,
  foundLab,
  isReadable,
  newsFor,
  platforms,
  refusalOf,
  refused,
  registerEverywhere,
  words,
} from "./story.ts";

let scene: Scene;
let lab: Lab;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen", "dana"]);
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.db.quotaGrant.deleteMany();
  await scene.db.quotaRequest.deleteMany();
  lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
  await scene.on("slack", "alice").type(`quota set ${lab.slug} gpu_hours 1000 month`);
  await scene.on("slack", "alice").type(`quota set @bob gpu_hours 50 month org:${lab.slug}`);
});

const ASKED = 'quota request +200 gpu_hours until:2w reason:"deadline of the paper"';

/** The card of Bob's own request in this lab. */
function ownCard(title: string) {
  return newsFor(scene, "bob", new RegExp(`${title}[^]*For: Bob Ekman in ${lab.name}(?!\\d)`, "u"));
}

/** The card of somebody who may answer Bob, about this lab. */
function cardFor(name: "alice" | "chen") {
  return newsFor(scene, name, new RegExp(`Bob Ekman asks for 200 GPU hours more[^]*${lab.name}(?!\\d)`, "u"));
}

describe.each(platforms)("a request for more quota, asked on %s", (platform) => {
  const other = platform === "slack" ? "discord" : "slack";

  it("B-05 E14 goes to those who may grant it, with the limit as it stands, and says so to whoever asks", async () => {
    const asked = await scene.on(platform, "bob").type(ASKED);
    expect(words(asked)).toMatch(
      /Asked for 200 GPU hours more\n(?:Alice Moreau and Chen Li|Chen Li and Alice Moreau) can answer/u,
    );
    expect(asked.choices).toEqual(["Cancel", "My requests"]);
    expect(isReadable(asked)).toBe(true);

    const card = await cardFor("chen");
    expect(words(card)).toMatch(/“deadline of the paper”/u);
    expect(words(card)).toMatch(/GPU hours, \w+: 0 of 50 used, 50 left\. Resets/u);
    expect(words(card)).toMatch(new RegExp(`Pool of ${lab.name}: GPU hours, \\w+: 0 of 1,000 used`, "u"));
    expect(words(card)).toMatch(/14 days from the approval/u);
    expect(card.choices).toEqual(["Approve", "Approve with change", "Deny"]);
    expect(isReadable(card)).toBe(true);
    const own = await ownCard("You asked for 200 GPU hours more\nWaiting for an answer");
    expect(isReadable(own)).toBe(true);
  });

  it("E14 waits on the home of whoever may answer, with buttons, and not of whoever asked", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const home = await scene.on(other, "chen").type("home");
    expect(words(home)).toMatch(/Chen Li, 1 request waits for you\./u);
    expect(words(home)).toMatch(
      new RegExp(`Bob Ekman asks for 200 GPU hours more for Bob Ekman in ${lab.name}, for 14 days`, "u"),
    );
    expect(words(home)).toMatch(/“deadline of the paper”\. Waits until/u);
    expect(isReadable(home)).toBe(true);
    expect(words(await scene.on(platform, "bob").type("home"))).toMatch(/Nothing waits for you\./u);

    const done = await home.press("Approve 200 GPU hours more: Bob Ekman");
    expect(words(done)).toMatch(/Bob Ekman was granted 200 GPU hours more/u);
    expect(words(await scene.on(other, "chen").type("home"))).toMatch(/Nothing waits for you\./u);
  });

  it("E14 is approved on the other platform, and every card says by whom", async () => {
    await scene.on(other, "chen").type("org settings members_can_scale:on");
    await scene.on(platform, "bob").type(ASKED);
    const own = await ownCard("You asked for 200 GPU hours more");
    const card = await cardFor("chen");
    const alices = await cardFor("alice");

    const done = await card.press("Approve");
    expect(words(done)).toMatch(/Bob Ekman was granted 200 GPU hours more/u);
    await expectSoon(() => words(own.now())).toMatch(
      new RegExp(`Your request for 200 GPU hours was approved\\nApproved by Chen Li, ${aTime}`, "u"),
    );
    await expectSoon(() => words(alices.now())).toMatch(/was granted 200 GPU hours\nApproved by Chen Li/u);
    await expectSoon(() => alices.now().choices).toEqual(["Take back"]);
    await newsFor(scene, "bob", new RegExp(`You were granted 200 GPU hours more[^]*${lab.name}(?!\\d)`, "u"));
    expect(words(await scene.on(platform, "bob").type("quota show"))).toMatch(/of 250/u);
    expect(isReadable(alices.now())).toBe(true);
  });

  it("E14 first click wins: the second is told who was first, and when", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const { id } = await scene.db.quotaRequest.findFirstOrThrow({ where: { organizationId: lab.id } });
    await scene.on(platform, "chen").type(`quota deny request:${id} reason:"not this week"`);

    const late = await refusalOf(scene, () => scene.on(other, "alice").type(`quota approve ${id}`));
    expect(late).toMatchObject({ code: "request_ended", what: "This request was denied by Chen Li.", changed: [] });
    expect(late.rule).toMatch(new RegExp(`^That was on ${aTime}.*; the first answer counts`, "u"));
  });

  it("B-05 R-24 is granted with a change by a form, from a day on, and what was asked for is kept", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const card = await cardFor("chen");
    const form = await card.press("Approve with change");
    expect(form.form?.fields.find(({ label }) => label.startsWith("Amount"))?.value).toBe("200 GPU hours");

    const done = await fillIn(form, { Amount: "120", Until: "3w", From: "tomorrow", Message: "as much as there is" });
    expect(words(done)).toMatch(/Bob Ekman was granted 120 GPU hours more/u);
    const own = await ownCard("Your request for 200 GPU hours was approved");
    expect(words(own)).not.toMatch(/as much as there is/u);
    await newsFor(scene, "bob", /You were granted 120 GPU hours more[^]*Reason: as much as there is/u);
    expect(words(own)).toMatch(new RegExp(`120 GPU hours instead of 200 from ${aTime}.* until ${aTime}`, "u"));
    expect(words(own)).toMatch(/It has not started yet\./u);
    const [row] = await scene.db.quotaRequest.findMany({ where: { organizationId: lab.id } });
    expect(row).toMatchObject({ amount: 200_000_000n, grantedAmount: 120_000_000n });
  });

  it("B-05 E14 is denied with a reason, which whoever asked reads once", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const own = await ownCard("You asked for 200 GPU hours more");
    const card = await cardFor("chen");
    const form = await card.press("Deny");
    const done = await fillIn(form, { Reason: "the queue is full until Monday" });
    expect(words(done)).toMatch(/Denied Bob Ekman 200 GPU hours more/u);

    await expectSoon(() => words(own.now())).toMatch(/was denied\nDenied by Chen Li/u);
    expect(words(own.now())).not.toMatch(/the queue is full/u);
    await newsFor(
      scene,
      "bob",
      new RegExp(`was denied\\nIt was for Bob Ekman in ${lab.name}\\.\\nReason: the queue is full`, "u"),
    );
    expect(await scene.db.quotaGrant.count({ where: { organizationId: lab.id } })).toBe(0);
  });

  it("E13 E14 is not answered by whoever asked, even a Super Admin", async () => {
    await scene.on(platform, "chen").type("quota request +1000 gpu_hours for:org until:2w reason:sweep");
    const { id } = await scene.db.quotaRequest.findFirstOrThrow({ where: { organizationId: lab.id } });

    expect(await refusalOf(scene, () => scene.on(other, "chen").type(`quota approve ${id}`))).toEqual(
      refused({
        code: "request_of_oneself",
        what: "You can't answer your own request.",
        rule: "Whoever asks for more does not grant it, whatever else they may do.",
        next: "Somebody else who may will answer. You can take it back.",
      }),
    );
    const card = await newsFor(scene, "alice", new RegExp(`Chen Li asks for 1,000 GPU hours more[^]*${lab.name}`, "u"));
    expect(words(await card.press("Approve"))).toMatch(/Chen Li was granted 1,000 GPU hours more/u);
  });

  it("E13 takes whoever may grant it: for others it is not theirs to answer, nor more than the pool has", async () => {
    await scene.on(platform, "bob").type("quota request +5000 gpu_hours until:2w reason:everything");
    const { id } = await scene.db.quotaRequest.findFirstOrThrow({ where: { organizationId: lab.id } });

    expect(await refusalOf(scene, () => scene.on(other, "dana").type(`quota approve ${id}`))).toMatchObject({
      changed: [],
      isPrivate: true,
      isReadable: true,
    });
    expect(await refusalOf(scene, () => scene.on(other, "chen").type(`quota approve ${id}`))).toMatchObject({
      code: "quota_above_pool",
      changed: [],
    });
  });

  it("E14 is cancelled by whoever asked, who may then ask anew", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const card = await cardFor("chen");
    const again = await refusalOf(scene, () => scene.on(other, "bob").type(ASKED));
    expect(again).toMatchObject({ code: "request_pending", what: "You have asked for more GPU hours already." });

    expect(words(await scene.on(other, "bob").type("quota cancel gpu_hours"))).toMatch(/Took back your request/u);
    await expectSoon(() => words(card.now())).toMatch(/Bob Ekman no longer asks for 200 GPU hours/u);
    expect(card.now().choices).toEqual([]);
    expect(words(await scene.on(platform, "bob").type(ASKED))).toMatch(/Asked for 200 GPU hours more/u);
  });

  it("D-07 stays true: the card says what has changed since it was asked for", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const card = await cardFor("chen");
    expect(words(card)).not.toMatch(/Changed since/u);

    const set = await scene.on(other, "alice").type(`quota set @bob gpu_hours 80 month org:${lab.slug}`);
    if (set.choices.includes("Set")) await set.press("Set");
    await expectSoon(() => words(card.now())).toMatch(/Changed since: the limit of 50 a month is 80 now\./u);
    await expectSoon(() => words(card.now())).toMatch(/0 of 80 used/u);
    expect(isReadable(card.now())).toBe(true);
  });

  it("E14 B-33 expires after 72 hours without an answer, escalated a day after it was asked", async () => {
    await scene.on(platform, "bob").type("quota request +7 gpu_hours until:4w reason:retry");
    const own = await ownCard("You asked for 7 GPU hours more");
    await letQuotaAge(scene, lab, DAY + HOUR);
    await strike(scene, "escalate requests");
    const { escalatedAt } = await scene.db.quotaRequest.findFirstOrThrow({ where: { organizationId: lab.id } });
    expect(escalatedAt).not.toBeNull();

    await letQuotaAge(scene, lab, 2 * DAY);
    await strike(scene, "expire requests");
    await expectSoon(() => words(own.now())).toMatch(/Your request for 7 GPU hours expired/u);
    expect(own.now().choices).toEqual(["Ask again"]);
    const form = await own.now().press("Ask again");
    expect(form.form?.fields.find(({ label }) => label.startsWith("Amount"))?.value).toBe("7");
  });

  it("E14 ends by itself, with a warning before", async () => {
    await scene.on(platform, "bob").type('quota request +30 gpu_hours until:3d reason:"three days"');
    const own = await ownCard("You asked for 30 GPU hours more");
    expect(words(await scene.on(other, "chen").type("quota approve @bob"))).toMatch(/granted 30 GPU hours more/u);
    await expectSoon(() => words(own.now())).toMatch(/It ends by itself; a message comes before\./u);

    await letQuotaAge(scene, lab, 2 * DAY + HOUR);
    await strike(scene, "warn of grants that end");
    await newsFor(scene, "bob", new RegExp(`30 GPU hours .*${lab.name} end soon`, "u"));
    await letQuotaAge(scene, lab, DAY);
    await strike(scene, "end grants");
    await newsFor(scene, "bob", new RegExp(`30 GPU hours .*${lab.name} have ended`, "u"));
    await expectSoon(() => words(own.now())).toMatch(new RegExp(`It ended ${aTime}`, "u"));
    expect(words(await scene.on(platform, "bob").type("quota show"))).toMatch(/of 50/u);
  });

  it("E14 can be taken back later by whoever may grant it", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const own = await ownCard("You asked for 200 GPU hours more");
    const card = await cardFor("chen");
    await card.press("Approve");
    await expectSoon(() => card.now().choices).toEqual(["Take back"]);
    const question = await card.now().press("Take back");
    await question.press("Take back");
    await expectSoon(() => words(own.now())).toMatch(new RegExp(`Taken back by Chen Li ${aTime}`, "u"));
    await expectSoon(() => card.now().choices).toEqual([]);
  });

  it("E17 lists what waits for one's answer, and one's own", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const own = await scene.on(platform, "bob").type("quota requests");
    expect(words(own)).toMatch(new RegExp(`Bob Ekman · Bob Ekman in ${lab.name} · 200 GPU hours`, "u"));
    expect(isReadable(own)).toBe(true);
    const theirs = await scene.on(platform, "chen").type("quota requests");
    const offered = theirs.choices.map((label) => label.replace(": Bob Ekman", ""));
    expect(offered).toEqual(expect.arrayContaining(["Approve", "Approve with change", "Deny"]));
  });
});
