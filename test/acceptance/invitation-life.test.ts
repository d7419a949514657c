import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Screen } from "../support/chat.ts";
import type { Name, Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { DAY, HOUR, letTimePass, strike } from "./passing-time.ts";
import type { Lab } from "./story.ts";
import {
  aTime,
  expectSoon,
  firstInvitation,
  foundLab,
  isReadable,
  membersOf,
  newsFor,
  platforms,
  refusalOf,
  refused,
  registerEverywhere,
  words,
} from "./story.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());

const cardOf = (lab: Lab) => newsFor(scene, "bob", new RegExp(`invites you to ${lab.name} as`, "u"));

/** The same card once it says something else. */
async function turned(card: Screen, pattern: RegExp): Promise<Screen> {
  await expectSoon(() => words(card.now())).toMatch(pattern);
  return card.now();
}

describe.each(platforms)("an invitation's life, on %s", (platform) => {
  const on = (name: Name) => scene.on(platform, name);
  const answered = async (lab: Lab, verb = "accept") =>
    on("bob").type(`invite ${verb} ${await firstInvitation(scene, lab)}`);

  it("R-20 R-23 cannot be accepted once it was revoked, and both cards say who did it and when", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    const card = await cardOf(lab);
    const question = await on("alice").type("invite revoke @bob");
    expect(words(question)).toContain(
      `Revoke the invitation of Bob Ekman to ${lab.name}?\nIt can no longer be accepted. You can invite again at any time.`,
    );
    await question.press("Revoke");

    expect(await refusalOf(scene, () => answered(lab))).toEqual(
      refused({
        code: "invitation_revoked",
        what: `The invitation to ${lab.name} was revoked.`,
        rule: expect.stringMatching(
          new RegExp(`^That was on ${aTime}.* by Alice Moreau; an invitation ends once\\.$`, "u"),
        ),
        next: "Ask whoever invited you for a new one.",
      }),
    );
    const ended = await turned(
      card,
      new RegExp(`The invitation to ${lab.name} was revoked by Alice Moreau\\nOn ${aTime}`, "u"),
    );
    expect(ended.choices).toEqual([]);
    await newsFor(
      scene,
      "alice",
      new RegExp(`The invitation of Bob Ekman to ${lab.name} was revoked by Alice Moreau`, "u"),
    );
  });

  it("R-20 cannot be accepted once it was declined, and the inviter reads why", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    const declined = await on("bob").type(`invite decline "${lab.name}" reason:"I have no time"`);
    expect(words(declined)).toContain(
      `You declined the invitation to ${lab.name}.\nAlice Moreau hears of it. Nothing was shared with you.`,
    );

    expect(await refusalOf(scene, () => answered(lab))).toMatchObject({
      code: "invitation_declined",
      what: `The invitation to ${lab.name} was declined.`,
      next: "It can be sent again by whoever invited.",
      changed: [],
    });
    const news = await newsFor(
      scene,
      "alice",
      new RegExp(`Bob Ekman declined the invitation to ${lab.name}[^]*Reason`, "u"),
    );
    expect(words(news)).toContain("Reason: I have no time");
  });

  it("R-20 is accepted once: the second time says so", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    expect(words(await answered(lab))).toContain(`You joined ${lab.name} as member.`);
    expect(await refusalOf(scene, () => answered(lab))).toMatchObject({
      code: "invitation_accepted",
      what: `The invitation to ${lab.name} was accepted.`,
      next: "There is nothing more to do.",
      changed: [],
    });
  });

  it("R-14 R-17 ends by itself after seven days, and the inviter hears of it with a way to invite again", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    const card = await cardOf(lab);
    await letTimePass(scene, lab, 7 * DAY);
    expect(await refusalOf(scene, () => answered(lab))).toMatchObject({
      code: "invitation_expired",
      what: `The invitation to ${lab.name} has expired.`,
      next: "Ask whoever invited you for a new one.",
      changed: [],
    });

    await strike(scene, "expire invitations");
    await turned(card, new RegExp(`The invitation to ${lab.name} expired`, "u"));
    const expired = await on("alice").type("invite list state:expired");
    expect(words(expired)).toContain("Bob Ekman · member · expired");
    const news = await newsFor(scene, "alice", new RegExp(`The invitation of Bob Ekman to ${lab.name} expired`, "u"));
    expect(words(news)).toContain("Bob Ekman did not answer in time.");
    await news.press("Invite again");
    const fresh = await cardOf(lab);
    await fresh.press("Accept");
    await expectSoon(() => membersOf(scene, lab)).toEqual(["alice owner", "bob member"]);
  });

  it("R-14 lets the invited ask for a new one, once, and the inviter send it", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    const card = await cardOf(lab);
    await letTimePass(scene, lab, 8 * DAY);
    await strike(scene, "expire invitations");
    const ended = await turned(card, new RegExp(`The invitation to ${lab.name} expired`, "u"));
    expect(ended.choices).toEqual(["Ask for a new one"]);

    await ended.press("Ask for a new one");
    const wish = await newsFor(scene, "alice", new RegExp(`Bob Ekman asks for a new invitation to ${lab.name}`, "u"));
    const again = await ended.press("Ask for a new one");
    expect(words(again)).toContain("You have asked Alice Moreau already. Nothing changed.");
    await wish.press("Invite again");
    const fresh = await cardOf(lab);
    await fresh.press("Accept");
    await expectSoon(() => membersOf(scene, lab)).toContain("bob member");
  });

  it("R-17 reminds the invited once, a day before the end", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    await letTimePass(scene, lab, 6 * DAY - HOUR);
    await strike(scene, "remind invitees");
    await letTimePass(scene, lab, 2 * HOUR);
    await strike(scene, "remind invitees");
    await strike(scene, "remind invitees");

    const reminder = await newsFor(scene, "bob", new RegExp(`The invitation to ${lab.name} ends soon`, "u"));
    expect(words(reminder)).toMatch(/Alice Moreau invited you; it expires .+\./u);
    expect(isReadable(reminder)).toBe(true);
    const recipient = { subject: "notice", recipient: { startsWith: "person:" } };
    const entries = await scene.db.auditEntry.findMany({ where: { kind: "invitee-reminded", organizationId: lab.id } });
    expect(
      await scene.db.delivery.count({ where: { ...recipient, subjectId: { in: entries.map(({ id }) => id) } } }),
    ).toBe(1);

    await reminder.press("Accept");
    await expectSoon(() => membersOf(scene, lab)).toContain("bob member");
  });

  it("R-16 is replaced when it is sent again: new time to answer, and the old card says so", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    const old = await cardOf(lab);
    await letTimePass(scene, lab, 3 * DAY);
    const sent = await on("alice").type("invite resend @bob");
    expect(words(sent)).toMatch(`Sent the invitation to ${lab.name} to Bob Ekman again`);

    const ended = await turned(old, new RegExp(`A newer invitation to ${lab.name} took this one's place`, "u"));
    expect(words(ended)).toContain("Alice Moreau sent another one; answer that one instead.");
    expect(ended.choices).toEqual([]);
    expect(await refusalOf(scene, () => answered(lab))).toMatchObject({
      code: "invitation_superseded",
      what: `The invitation to ${lab.name} was replaced by a newer one.`,
      next: "Answer the newer one.",
    });
    const pending = await scene.db.invitation.findMany({ where: { organizationId: lab.id, state: "pending" } });
    expect(pending.map(({ expiresAt }) => Math.round((expiresAt.getTime() - Date.now()) / DAY))).toEqual([7]);
    const fresh = await cardOf(lab);
    await fresh.press("Accept");
    await expectSoon(() => membersOf(scene, lab)).toContain("bob member");
  });
});

describe("one person on two platforms", () => {
  it("D-06 joins once when they accept on both at the same time", async () => {
    const lab = await foundLab(scene);
    await scene.on("slack", "alice").type("invite create @bob");
    const id = await firstInvitation(scene, lab);
    const answers = await Promise.all(
      platforms.map((platform) => scene.on(platform, "bob").type(`invite accept ${id}`)),
    );
    expect(answers.map(words).filter((text) => text.includes(`You joined ${lab.name}`))).toHaveLength(1);
    expect(answers.map(words).filter((text) => text.includes("code invitation_accepted"))).toHaveLength(1);
    expect(await membersOf(scene, lab)).toEqual(["alice owner", "bob member"]);
  });
});
