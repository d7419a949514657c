import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { HOUR, letQuotaAge, strike } from "./passing-time.ts";
import type { Lab } from "./story.ts";
import { expectSoon, foundLab, isReadable, newsFor, personCalled, platforms, refusalOf } from "./story.ts";
import { fillIn, registerEverywhere, words } from "./story.ts";

const MINUTE = HOUR / 60;
const ASKED = 'quota request +200 gpu_hours until:2w reason:"deadline of the paper"';

let scene: Scene;
let lab: Lab;
beforeAll(async () => {
  scene = await startVisionLab({ configuration: "requests:\n  approvals: 2\n  denials: 2\n" });
  await registerEverywhere(scene, ["bob", "chen", "dana"]);
  await scene.on("slack", "erik").type("register");
  const { id } = await personCalled(scene.db, "erik");
  await scene.db.person.update({ where: { id }, data: { role: "admin" } });
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.db.quotaGrant.deleteMany();
  await scene.db.quotaRequest.deleteMany();
  await scene.db.person.updateMany({ data: { awayUntil: null } });
  lab = await foundLab(scene, { members: { bob: "member", chen: "admin", dana: "admin" } });
  await scene.on("slack", "alice").type(`quota set ${lab.slug} gpu_hours 1000 month`);
  await scene.on("slack", "alice").type(`quota set @bob gpu_hours 50 month org:${lab.slug}`);
});

function ownCard(title: string) {
  return newsFor(scene, "bob", new RegExp(`${title}[^]*For: Bob Ekman in ${lab.name}(?!\\d)`, "u"));
}

function cardFor(name: "alice" | "chen" | "dana" | "erik") {
  return newsFor(scene, name, new RegExp(`Bob Ekman asks for 200 GPU hours more[^]*${lab.name}(?!\\d)`, "u"));
}

async function requestId(): Promise<string> {
  return (await scene.db.quotaRequest.findFirstOrThrow({ where: { organizationId: lab.id } })).id;
}

describe.each(platforms)("a request that two have to approve, asked on %s", (platform) => {
  const other = platform === "slack" ? "discord" : "slack";

  it("E14 is granted by the second, on whichever platform; the cards say who has approved and who is still to", async () => {
    const asked = await scene.on(platform, "bob").type(ASKED);
    expect(words(asked)).toMatch(/2 have to approve it\./u);
    const [chens, danas, own] = [await cardFor("chen"), await cardFor("dana"), await ownCard("You asked for 200")];
    expect(words(danas)).toMatch(/0 of 2 approvals\.\nStill to answer: Alice Moreau, Chen Li and Dana Okafor\./u);

    const first = await chens.press("Approve");
    expect(words(first)).toMatch(/Your approval of Bob Ekman’s request counts\n1 of 2 approvals: Chen Li\./u);
    expect(isReadable(first)).toBe(true);
    await expectSoon(() => words(danas.now())).toMatch(
      /1 of 2 approvals: Chen Li\.\nStill to answer: Alice Moreau and Dana Okafor\./u,
    );
    await expectSoon(() => words(own.now())).toMatch(/1 of 2 approvals: Chen Li\./u);
    expect(words(own.now())).not.toMatch(/Still to answer/u);
    expect(isReadable(danas.now())).toBe(true);
    expect(words(await scene.on(platform, "bob").type("quota show"))).toMatch(/of 50/u);

    const done = await scene.on(other, "dana").type(`quota approve ${await requestId()}`);
    expect(words(done)).toMatch(/Bob Ekman was granted 200 GPU hours more/u);
    await expectSoon(() => words(own.now())).toMatch(/was approved\nApproved by Chen Li and Dana Okafor,/u);
    expect(words(await scene.on(platform, "bob").type("quota show"))).toMatch(/of 250/u);
  });

  it("E14 counts each reviewer once, by what they said last", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const id = await requestId();
    await scene.on(platform, "chen").type(`quota approve ${id}`);
    const again = await scene.on(other, "chen").type(`quota approve ${id}`);
    expect(words(again)).toMatch(/1 of 2 approvals: Chen Li\./u);

    const otherwise = await scene.on(other, "chen").type(`quota deny request:${id} reason:"not this week"`);
    expect(words(otherwise)).toMatch(/0 of 2 approvals\.\n1 of 2 denials: Chen Li\./u);
    const card = await ownCard("You asked for 200");
    await scene.on(platform, "dana").type(`quota deny request:${id} reason:"too much"`);
    await expectSoon(() => words(card.now())).toMatch(/was denied\nDenied by Chen Li and Dana Okafor,/u);
    expect(words(card.now())).toMatch(/Chen Li writes: not this week\n(?!Dana)/u);
    await newsFor(
      scene,
      "bob",
      new RegExp(`was denied\\nIt was for Bob Ekman in ${lab.name}\\.\\nReason: too much`, "u"),
    );
  });

  it("E14 counts anew when an approver changes it, and says so; a button of what stood before is refused", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const id = await requestId();
    await scene.on(platform, "chen").type(`quota approve ${id}`);
    const danas = await cardFor("dana");
    const changed = await fillIn(await danas.press("Approve with change"), { Amount: "120", Until: "1w" });
    expect(words(changed)).toMatch(/1 of 2 approvals: Dana Okafor\./u);
    expect(words(changed)).toMatch(
      /Changed by Dana Okafor: 120 GPU hours for 7 days from the approval\. Approvals are of this/u,
    );
    await newsFor(
      scene,
      "chen",
      /Dana Okafor changed what Bob Ekman would be granted\nYour approval was of something else/u,
    );

    const late = await refusalOf(scene, () => scene.on(other, "alice").type(`quota approve ${id} terms:1`));
    expect(late).toMatchObject({
      code: "request_changed",
      what: "Dana Okafor has changed what would be granted since.",
      changed: [],
      isPrivate: true,
      isReadable: true,
    });
    const chens = await cardFor("chen");
    await expectSoon(() => words(chens.now())).toMatch(/Changed by Dana Okafor: 120 GPU hours/u);
    const done = await chens.now().press("Approve");
    expect(words(done)).toMatch(/Bob Ekman was granted 120 GPU hours more/u);
    expect(words(await scene.on(platform, "bob").type("quota show"))).toMatch(/of 170/u);
  });

  it("E14 does not count whoever may no longer grant it", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const id = await requestId();
    await scene.on(other, "chen").type(`quota approve ${id}`);
    const { id: personId } = await personCalled(scene.db, "chen");
    await scene.db.membership.updateMany({ where: { organizationId: lab.id, personId }, data: { role: "member" } });

    const second = await scene.on(other, "dana").type(`quota approve ${id}`);
    expect(words(second)).toMatch(/1 of 2 approvals: Dana Okafor\./u);
    expect(words(await scene.on(platform, "alice").type(`quota approve ${id}`))).toMatch(/was granted 200/u);
  });

  it("E14 does not wait on the home of whoever has answered it", async () => {
    await scene.on(platform, "bob").type(ASKED);
    const home = await scene.on(other, "chen").type("home");
    expect(words(await home.press("Approve 200 GPU hours more: Bob Ekman"))).toMatch(/1 of 2 approvals: Chen Li/u);
    expect(words(await scene.on(other, "chen").type("home"))).toMatch(/Nothing waits for you\./u);
    expect(words(await scene.on(other, "dana").type("home"))).toMatch(/1 request waits for you\./u);
  });
});

describe.each(platforms)("an urgent request, asked on %s", (platform) => {
  it("E14 is asked by the form, too", async () => {
    const form = await (await scene.on(platform, "bob").type("quota show gpu_hours")).press("Request more");
    const asked = await fillIn(form, {
      Amount: "20",
      Reason: "demo at noon",
      "For whom": "Me, urgently",
    });
    expect(words(asked)).toMatch(/Urgent: asked for 20 GPU hours more/u);
    expect(await scene.db.quotaRequest.findFirst({ where: { organizationId: lab.id } })).toMatchObject({
      urgent: true,
      reason: "demo at noon",
    });
  });

  it("E14 says so, comes in quiet hours, goes on after a quarter of an hour and expires after one", async () => {
    const quiet = await scene.on(platform, "chen").type("alert preferences quiet:00:00-23:59");
    expect(words(quiet)).toMatch(/00:00.23:59/u);
    const asked = await scene.on(platform, "bob").type(`${ASKED} urgent:yes`);
    expect(words(asked)).toMatch(/Urgent: asked for 200 GPU hours more/u);
    const [card, own] = [await cardFor("chen"), await ownCard("Urgent: you asked for 200")];
    expect(words(card)).toMatch(/Urgent: Bob Ekman asks for 200 GPU hours more/u);
    expect(isReadable(card)).toBe(true);
    expect(words(await scene.on(platform, "chen").type("quota requests"))).toMatch(/urgent, for 14 days/u);

    await letQuotaAge(scene, lab, 16 * MINUTE);
    await strike(scene, "escalate requests");
    expect(words(await cardFor("erik"))).toMatch(/Urgent: Bob Ekman asks/u);
    await letQuotaAge(scene, lab, 45 * MINUTE);
    await strike(scene, "expire requests");
    await expectSoon(() => words(own.now())).toMatch(/Your request for 200 GPU hours expired/u);
    await scene.on(platform, "chen").type("alert preferences quiet:none");
  });
});

describe.each(platforms)("who is away, said on %s", (platform) => {
  const other = platform === "slack" ? "discord" : "slack";

  it("E14 is not asked; whoever asks sees only how many are, and the card says when they are back", async () => {
    const away = await scene.on(platform, "chen").type("account away until:2w");
    expect(words(away)).toMatch(/You are away\nUntil/u);
    expect(isReadable(away)).toBe(true);
    expect(words(await scene.on(other, "chen").type("account away until:2w"))).toMatch(/You are away/u);

    const asked = await scene.on(other, "bob").type(ASKED);
    expect(words(asked)).toMatch(/Alice Moreau and Dana Okafor can answer/u);
    expect(words(asked)).toMatch(/1 of 3 who may grant is away\./u);
    expect(words(asked)).not.toMatch(/Chen/u);
    const own = await ownCard("You asked for 200");
    expect(words(own)).toMatch(/1 of 3 who may grant is away\./u);
    expect(words(own)).not.toMatch(/Chen/u);
    const where = { subject: "request:reviewer", subjectId: await requestId() };
    expect(await scene.db.delivery.count({ where })).toBe(2);

    expect(words(await away.press("I am back"))).toMatch(/You are back/u);
    await expectSoon(() => words(own.now())).not.toMatch(/away/u);
    expect(words(await scene.on(other, "chen").type("account back"))).toMatch(/You are not away/u);
  });

  it("E14 is asked all the same where too few would be left", async () => {
    for (const name of ["alice", "chen", "dana"] as const) await scene.on(platform, name).type("account away until:3d");
    await scene.on("slack", "erik").type("account away until:3d");

    const asked = await scene.on(other, "bob").type(ASKED);
    expect(words(asked)).toMatch(/Alice Moreau, Chen Li, Dana Okafor and Erik Holm can answer/u);
    expect(words(asked)).toMatch(/4 of 4 who may grant are away\./u);
  });

  it("E14 is not away until a time that is over, nor for more than a year", async () => {
    const long = await refusalOf(scene, () => scene.on(platform, "chen").type("account away until:53w"));
    expect(long).toMatchObject({ code: "away_too_long", what: "That is too long to be away.", changed: [] });
    const over = await refusalOf(scene, () => scene.on(platform, "chen").type("account away until:2020-01-01"));
    expect(over).toMatchObject({ code: "until_passed", changed: [] });
  });
});
