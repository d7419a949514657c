import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Name, Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { DAY, letTimePass } from "./passing-time.ts";
import type { Lab } from "./story.ts";
import {
  aTime,
  firstInvitation,
  foundLab,
  membersOf,
  newsFor,
  personCalled,
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

async function inviteMany({ id: organizationId }: Lab, many: number): Promise<void> {
  const { id: inviterId, tenantId } = await personCalled(scene.db, "alice");
  const now = new Date();
  const common = { organizationId, inviterId, tenantId, role: "member", createdAt: now } as const;
  const people = Array.from({ length: many }, (_, index) => `person${index}@elsewhere.example`);
  await scene.db.invitation.createMany({
    data: people.map((email) => ({
      ...common,
      id: uuidv7(),
      inviteeKey: `email:${email}`,
      inviteeLabel: email,
      inviteeEmail: email,
      codeHashes: [],
      // Far from the day before its end, when the clock would write a reminder down.
      expiresAt: new Date(now.getTime() + 7 * DAY),
    })),
  });
}

describe.each(platforms)("what may be done about an invitation, on %s", (platform) => {
  const on = (name: Name) => scene.on(platform, name);
  const answered = async (lab: Lab, verb = "accept") =>
    on("bob").type(`invite ${verb} ${await firstInvitation(scene, lab)}`);

  it("R-18 is sent again three times a day at most; then the inviter reads from when it works again", async () => {
    const lab = await foundLab(scene);
    const resend = () => on("alice").type("invite resend @bob");
    await on("alice").type("invite create @bob");
    for (let time = 0; time < 3; time += 1) await resend();

    expect(await refusalOf(scene, resend)).toEqual(
      refused({
        code: "resend_limit",
        what: "Bob Ekman has been reminded enough for now.",
        rule: "An invitation is sent again at most 3 times within 24 hours.",
        next: expect.stringMatching(new RegExp(`^It can be sent again from ${aTime}`, "u")),
      }),
    );
    await letTimePass(scene, lab, DAY);
    expect(words(await resend())).toContain("Bob Ekman again");
  });

  it.each(["accepted", "revoked"] as const)("R-18 is not sent again once it was %s", async (state) => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    if (state === "accepted") await answered(lab);
    else await (await on("alice").type("invite revoke @bob")).press("Revoke");

    expect(await refusalOf(scene, () => on("alice").type("invite resend @bob"))).toMatchObject({
      code: `invitation_${state}`,
      what: `The invitation to ${lab.name} was ${state}.`,
      changed: [],
    });
  });

  it.each(["revoke", "resend", "retry", "show"])("R-19 cannot be found by outsiders who %s it", async (verb) => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    const id = await firstInvitation(scene, lab);
    expect(await refusalOf(scene, () => on("chen").type(`invite ${verb} ${id}`))).toMatchObject({
      code: "not_found",
      what: "That invitation was not found.",
      rule: "Only what you may see can be found.",
      changed: [],
    });
  });

  it("R-21 makes an owner when an owner sends it, and is refused to an administrator", async () => {
    const lab = await foundLab(scene, { members: { chen: "admin" } });
    expect(await refusalOf(scene, () => on("chen").type("invite create @bob role:owner"))).toMatchObject({
      code: "role_above_yours",
      what: `You can't invite people to ${lab.name} as owner.`,
      changed: [],
    });
    await on("alice").type("invite create @bob role:owner");
    await answered(lab);
    expect(await membersOf(scene, lab)).toContain("bob owner");
  });

  it("R-15 makes nobody an owner before they accept, so the last one cannot leave", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob role:owner");
    expect(await refusalOf(scene, () => on("alice").type(`member leave ${lab.slug}`))).toMatchObject({
      code: "last_keeper",
      changed: [],
    });
  });

  it("E11 needs approving again when its sender may no longer give that role", async () => {
    const lab = await foundLab(scene, { members: { chen: "admin" } });
    await on("chen").type("invite create @bob role:admin");
    await on("alice").type("member role @chen member");
    expect(await refusalOf(scene, () => answered(lab))).toEqual(
      refused({
        code: "invitation_needs_approval",
        what: `This invitation to ${lab.name} needs approving again.`,
        rule: "Chen Li, who sent it, may no longer invite people as admin. It stays open.",
        next: "Ask Alice Moreau.",
      }),
    );
  });

  it("E11 ends politely for whoever became a member by another way meanwhile", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    const id = await firstInvitation(scene, lab);
    const bob = await scene.db.person.findFirstOrThrow({ where: { username: "bob" } });
    const { tenantId } = bob;
    await scene.db.membership.create({
      data: { id, tenantId, organizationId: lab.id, personId: bob.id, role: "member", joinedAt: new Date() },
    });
    expect(await refusalOf(scene, () => answered(lab))).toMatchObject({
      code: "already_member",
      what: `You already belong to ${lab.name}.`,
      changed: [],
    });
  });

  it("E17 checks again at the press: a card's button does no more than its reader may do now", async () => {
    const lab = await foundLab(scene, { members: { chen: "member" }, settings: { membersCanInvite: true } });
    await on("chen").type("invite create @bob");
    const card = await newsFor(scene, "chen", new RegExp(`Invited Bob Ekman to ${lab.name} as member`, "u"));
    // Past the command, which would take the button from the card.
    await scene.db.organization.update({ where: { id: lab.id }, data: { membersCanInvite: false } });
    expect(await refusalOf(scene, () => card.press("Resend"))).toMatchObject({
      code: "forbidden",
      what: `You may not invite people in ${lab.name}.`,
      next: "Ask Alice Moreau, who can also switch on “members can invite”.",
      changed: [],
    });
  });

  it("R-23 tells the inviter when another administrator revokes it, and who", async () => {
    const lab = await foundLab(scene, { members: { chen: "admin", bob: "admin" } });
    await on("chen").type("invite create dana@example.com");
    const question = await on("bob").type("invite revoke dana@example.com reason:duplicate");
    await question.press("Revoke");
    const news = await newsFor(
      scene,
      "chen",
      new RegExp(`The invitation of .+ to ${lab.name} was revoked[^]*Reason`, "u"),
    );
    expect(words(news)).toMatch(new RegExp(`Reason: duplicate\nBy Bob Ekman, ${aTime}`, "u"));
  });

  it("E11 waits for at most a hundred answers at a time", async () => {
    const lab = await foundLab(scene);
    await inviteMany(lab, 100);
    expect(await refusalOf(scene, () => on("alice").type("invite create @bob"))).toEqual(
      refused({
        code: "pending_limit",
        what: `${lab.name} has too many invitations waiting.`,
        rule: "At most 100 invitations wait at a time.",
        next: "Revoke some, or wait until they are answered.",
      }),
    );
  });
});
