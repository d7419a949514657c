import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { DAY, HOUR, letQuotaAge, strike } from "./passing-time.ts";
import type { Lab } from "./story.ts";
import {
  aTime,
  expectSoon,
  foundLab,
  isReadable,
  newsFor,
  personCalled,
  platforms,
  refusalOf,
  refused,
  registerEverywhere,
  words,
} from "./story.ts";

let scene: Scene;
/** Bob's, which lends, and Chen's, which borrows; neither has any say in the installation. */
let lender: Lab;
let borrower: Lab;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen", "dana"]);
});
afterAll(() => scene.close());
beforeEach(async () => {
  await scene.db.quotaLoan.deleteMany();
  borrower = await labOf("chen");
  lender = await labOf("bob");
  const alice = scene.on("slack", "alice");
  await alice.type(`quota set ${lender.slug} gpu_hours 400 month lend:60`);
  await alice.type(`quota set ${borrower.slug} gpu_hours 100 month`);
});

/** A lab that only this person looks after; Dana is a plain member. */
async function labOf(name: "bob" | "chen"): Promise<Lab> {
  const lab = await foundLab(scene, { members: { [name]: "owner", dana: "member" } });
  const { id: personId } = await personCalled(scene.db, "alice");
  await scene.db.membership.deleteMany({ where: { organizationId: lab.id, personId } });
  return lab;
}

function card(name: "bob" | "chen", title: string) {
  return newsFor(scene, name, new RegExp(title, "u"));
}

describe.each(platforms)("a loan between organizations, offered on %s", (platform) => {
  const other = platform === "slack" ? "discord" : "slack";
  const offer = () =>
    scene.on(platform, "bob").type(`quota lend 40 gpu_hours to:@${borrower.slug} until:3d reason:"a quiet week"`);
  const lend = (line: string, name: "bob" | "dana" = "bob") =>
    refusalOf(scene, () => scene.on(platform, name).type(line));
  const limitOf = async (name: "bob" | "chen") =>
    words(await scene.on(platform, name).type(`quota show ${name === "bob" ? lender.slug : borrower.slug}`));

  it("D-10 is accepted by a button, without any admin of the installation, and moves quota at once", async () => {
    const offered = await offer();
    expect(words(offered)).toMatch(
      `Offered 40 GPU hours from ${lender.name} to ${borrower.name}\nChen Li can accept or decline.`,
    );
    expect(isReadable(offered)).toBe(true);
    const theirs = await card("chen", `${lender.name} offers ${borrower.name} 40 GPU hours`);
    expect(words(theirs)).toMatch(/“a quiet week”/u);
    expect(words(theirs)).toMatch(new RegExp(`${borrower.name}: GPU hours, \\w+: 0 of 100 used`, "u"));
    expect(words(theirs)).not.toMatch(/400/u);
    expect(theirs.choices).toEqual(["Accept", "Decline"]);
    expect(isReadable(theirs)).toBe(true);
    const ours = await card("bob", `${lender.name} offers ${borrower.name} 40 GPU hours`);
    expect(ours.choices).toEqual(["Cancel"]);

    expect(words(await theirs.press("Accept"))).toMatch(
      `Accepted: 40 GPU hours from ${lender.name} to ${borrower.name}`,
    );
    await expectSoon(() => words(ours.now())).toMatch(
      new RegExp(`${lender.name} lends ${borrower.name} 40 GPU hours\nAccepted by Chen Li, ${aTime}`, "u"),
    );
    await expectSoon(() => theirs.now().choices).toEqual(["Return now"]);
    await newsFor(scene, "bob", new RegExp(`The loan of 40 GPU hours from ${lender.name} to .* was accepted`, "u"));
    expect(await limitOf("bob")).toMatch(/of 360/u);
    expect(await limitOf("chen")).toMatch(/of 140/u);
  });

  it("D-10 goes back by itself, and both see what was used of it", async () => {
    await offer();
    const theirs = await card("chen", `${lender.name} offers`);
    await theirs.press("Accept");
    const ours = await card("bob", `${lender.name} lends`);
    await letQuotaAge(scene, lender, 3 * DAY + HOUR);
    await strike(scene, "return loans");

    for (const side of [ours, theirs]) {
      await expectSoon(() => words(side.now())).toMatch(
        new RegExp(
          `Returned: 40 GPU hours from ${lender.name} to ${borrower.name}\nReturned ${aTime}[^]*${borrower.name} used nothing of it\\.`,
          "u",
        ),
      );
      expect(side.now().choices).toEqual([]);
    }
    expect(await limitOf("bob")).toMatch(/of 400/u);
    const ledger = await scene.on(other, "chen").type(`quota loans ${borrower.slug}`);
    expect(words(ledger)).toMatch(new RegExp(`from ${lender.name} · 40 GPU hours · Returned · 0 GPU hours`, "u"));
    expect(isReadable(ledger)).toBe(true);
  });

  it("D-10 tells both sides a day before it goes back", async () => {
    await offer();
    const theirs = await card("chen", `${lender.name} offers`);
    await theirs.press("Accept");
    await card("bob", `${lender.name} lends`);
    await letQuotaAge(scene, lender, 2 * DAY + HOUR);
    await strike(scene, "warn of loans that go back");
    await strike(scene, "warn of loans that go back");

    for (const name of ["bob", "chen"] as const) {
      const news = await newsFor(
        scene,
        name,
        new RegExp(`The loan of 40 GPU hours from ${lender.name} to ${borrower.name} goes back soon`, "u"),
      );
      expect(words(news)).toMatch(new RegExp(`It goes back by itself ${aTime}`, "u"));
      expect(isReadable(news)).toBe(true);
    }
  });

  it("D-10 is returned early by the borrower", async () => {
    await offer();
    const theirs = await card("chen", `${lender.name} offers`);
    await theirs.press("Accept");
    await expectSoon(() => theirs.now().choices).toEqual(["Return now"]);
    expect(words(await theirs.now().press("Return now"))).toMatch(/Returned 40 GPU hours[^]*Nothing of it was used\./u);
    await newsFor(
      scene,
      "bob",
      new RegExp(`The loan of 40 GPU hours from ${lender.name} to .* was returned early`, "u"),
    );
  });

  it("D-10 is asked for, too, and lent by a button", async () => {
    const asked = await scene.on(platform, "chen").type(`quota borrow 30 gpu_hours from:@${lender.slug} until:3d`);
    expect(words(asked)).toMatch(
      `Asked for 30 GPU hours from ${lender.name} to ${borrower.name}\nBob Ekman can lend it`,
    );
    const ours = await card("bob", `${borrower.name} asks ${lender.name} for 30 GPU hours`);
    expect(ours.choices).toEqual(["Lend it", "Decline"]);
    expect(words(await ours.press("Lend it"))).toMatch(
      `Accepted: 30 GPU hours from ${lender.name} to ${borrower.name}`,
    );
    await expectSoon(() => ours.now().choices).toEqual([]);
    const ledger = words(await scene.on(other, "bob").type(`quota loans ${lender.slug}`));
    expect(ledger).toMatch(/At present 30 GPU hours lent, 0 GPU hours borrowed\./u);
  });

  it("D-10 is declined, or taken back; a late click says how it ended", async () => {
    await offer();
    const theirs = await card("chen", `${lender.name} offers`);
    const ours = await card("bob", `${lender.name} offers`);
    const { id } = await scene.db.quotaLoan.findFirstOrThrow();
    await ours.press("Cancel");
    await expectSoon(() => words(theirs.now())).toMatch(/Taken back: 40 GPU hours/u);
    const late = await refusalOf(scene, () => scene.on("slack", "chen").type(`loan accept ${id}`));
    expect(late).toMatchObject({ code: "loan_ended", what: "This loan was taken back by Bob Ekman.", changed: [] });

    await scene.on(platform, "bob").type(`quota lend 20 gpu_hours to:"${borrower.name}" until:tomorrow`);
    const second = await card("chen", `${lender.name} offers ${borrower.name} 20 GPU hours`);
    expect(words(await second.press("Decline"))).toMatch(/Declined 20 GPU hours/u);
    await newsFor(scene, "bob", new RegExp(`The loan of 20 GPU hours from ${lender.name} to .* was declined`, "u"));
  });

  it("D-10 expires unanswered after 72 hours", async () => {
    await scene.on(platform, "bob").type(`quota lend 40 gpu_hours to:@${borrower.slug} until:4w`);
    const theirs = await card("chen", `${lender.name} offers`);
    await letQuotaAge(scene, lender, 3 * DAY + HOUR);
    await strike(scene, "expire loans");
    await expectSoon(() => words(theirs.now())).toMatch(/Expired: 40 GPU hours/u);
  });

  it("D-10 is of what is not used, within the bound that an admin has set, by whoever may lend", async () => {
    expect(await lend(`quota lend 70 gpu_hours to:@${borrower.slug} until:3d`)).toEqual(
      refused({
        code: "loan_exceeds_bounds",
        what: `${lender.name} may not lend that much.`,
        rule: "At most 60 GPU hours may be lent at a time, as is set with its limit; 0 GPU hours is lent already.",
        next: "Lend less, or wait until something comes back.",
      }),
    );
    expect(await lend(`quota lend 401 gpu_hours to:@${borrower.slug} until:3d`)).toMatchObject({
      code: "loan_exceeds_unused",
      rule: "Only what is neither used nor reserved is lent: that is 400 GPU hours now.",
    });
    expect(await lend(`quota lend 10 gpu_hours to:@nowhere until:3d`)).toMatchObject({
      code: "not_found",
      changed: [],
    });
    expect(await lend(`quota lend 10 cpu_hours to:@${borrower.slug} until:3d`)).toMatchObject({
      code: "nothing_limited",
    });
    expect(await lend(`quota lend 10 gpu_hours to:@${borrower.slug} until:3d`, "dana")).toMatchObject({
      code: "forbidden",
      isPrivate: true,
      changed: [],
    });
  });
});
