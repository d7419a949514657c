import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import {
  expectSoon,
  foundLab,
  membersOf,
  newsFor,
  platforms,
  isReadable,
  refusalOf,
  refused,
  registerEverywhere,
  words,
} from "./story.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen", "dana"]);
});
afterAll(() => scene.close());

describe.each(platforms)("who may do what, on %s", (platform) => {
  it("HW-15 removes a member after asking, and blocks them from what was shared", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });

    const question = await scene.on(platform, "alice").type("org remove @bob");
    expect(words(question)).toMatch(
      `Remove Bob Ekman from ${lab.name}?\nBob Ekman, a member there, loses access to all that ${lab.name} shares, at once. What they made stays.`,
    );
    expect(await membersOf(scene, lab)).toEqual(["alice owner", "bob member"]);

    const done = await question.press("Remove");
    expect(words(done)).toMatch(`Removed Bob Ekman from ${lab.name}`);
    expect(await membersOf(scene, lab)).toEqual(["alice owner"]);
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type(`member list org:${lab.slug}`))).toEqual(
      refused({
        code: "not_found",
        what: `No organization or project called “${lab.slug}” was found.`,
        rule: "Only what you may see can be found.",
        next: "See which ones are yours.",
      }),
    );
  });

  it("HW-15 tells the removed person who did it", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const question = await scene.on(platform, "alice").type("org remove @bob");
    await question.press("Remove");

    const news = await newsFor(scene, "bob", new RegExp(`You were removed from ${lab.name}`, "u"));
    expect(words(news)).toMatch("By Alice Moreau");
    expect(isReadable(news)).toBe(true);
  });

  it("HW-15 refuses an administrator who removes the owner, without asking first", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin" } });
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("org remove @alice"))).toEqual(
      refused({
        code: "member_above_you",
        what: `You can't remove Alice Moreau from ${lab.name}.`,
        rule: "Alice Moreau is an owner there, you are an admin: nobody acts on people above them.",
        next: "Ask Alice Moreau.",
      }),
    );
  });

  it("HW-15 refuses a member who removes somebody, and names who may", async () => {
    const lab = await foundLab(scene, { members: { bob: "member", chen: "member", dana: "admin" } });
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("org remove @chen"))).toEqual(
      refused({
        code: "forbidden",
        what: `You may not remove people in ${lab.name}.`,
        rule: "Only owners and admins may; you are a member there.",
        next: "Ask Alice Moreau or Dana Okafor.",
      }),
    );
  });

  it("HW-17 lets any member invite once members can invite", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" }, settings: { membersCanInvite: true } });
    const invited = await scene.on(platform, "bob").type("invite create @chen");
    expect(words(invited)).toMatch(`Invited Chen Li to ${lab.name} as member`);

    const card = await newsFor(scene, "chen", new RegExp(`invites you to ${lab.name} as member`, "u"));
    expect(words(card)).toMatch(`Bob Ekman invites you to ${lab.name} as member`);
  });

  it("HW-17 refuses a member's invitation of somebody who belongs already, even then", async () => {
    const lab = await foundLab(scene, {
      members: { bob: "member", chen: "member" },
      settings: { membersCanInvite: true },
    });
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("invite create @chen"))).toEqual(
      refused({
        code: "already_member",
        what: `Chen Li already belongs to ${lab.name}.`,
        rule: "Chen Li is a member there; nobody belongs twice.",
        next: "To give another role, change it.",
      }),
    );
  });

  it("HW-18 lets an administrator invite as administrator", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin" } });
    const invited = await scene.on(platform, "bob").type("invite create @chen role:admin");
    expect(words(invited)).toMatch(`Invited Chen Li to ${lab.name} as admin`);
  });

  it("HW-18 refuses a member who invites an administrator, and offers to invite as member", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" }, settings: { membersCanInvite: true } });
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("invite create @chen role:admin"))).toEqual(
      refused({
        code: "role_above_yours",
        what: `You can't invite people to ${lab.name} as admin.`,
        rule: "Nobody gives a role above their own; you are a member there.",
        next: "Ask Alice Moreau.",
      }),
    );

    const refusal = await scene.on(platform, "bob").type("invite create @chen role:admin");
    const instead = await refusal.press("Invite as member");
    expect(words(instead)).toMatch(`Invited Chen Li to ${lab.name} as member`);
  });

  it("HW-19 lets owners and administrators invite while members cannot", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin" } });
    const byOwner = await scene.on(platform, "alice").type("invite create @chen");
    const byAdmin = await scene.on(platform, "bob").type("invite create @dana");
    expect([byOwner, byAdmin].map(words)).toEqual([
      expect.stringContaining(`Invited Chen Li to ${lab.name} as member`),
      expect.stringContaining(`Invited Dana Okafor to ${lab.name} as member`),
    ]);
  });

  it("HW-19 refuses a member who invites while members cannot, and names the setting", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("invite create @chen"))).toEqual(
      refused({
        code: "forbidden",
        what: `You may not invite people in ${lab.name}.`,
        rule: "Only owners and admins may; you are a member there (the setting “members can invite” is off).",
        next: "Ask Alice Moreau, who can also switch on “members can invite”.",
      }),
    );
  });

  it("HW-22 makes a member an administrator later, and tells them", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const done = await scene.on(platform, "alice").type("org role @bob admin");
    expect(words(done)).toMatch(`Bob Ekman is now admin of ${lab.name}\nRole: member → admin`);
    expect(await membersOf(scene, lab)).toContain("bob admin");

    const news = await newsFor(scene, "bob", new RegExp(`You are now admin of ${lab.name}`, "u"));
    expect(words(news)).toMatch("By Alice Moreau");
  });

  it("HW-22 makes the invited an administrator at once when they were invited as one", async () => {
    const lab = await foundLab(scene);
    await scene.on(platform, "alice").type("invite create @bob role:admin");
    const card = await newsFor(scene, "bob", new RegExp(`invites you to ${lab.name} as admin`, "u"));
    await card.press("Accept");
    await expectSoon(() => membersOf(scene, lab)).toEqual(["alice owner", "bob admin"]);
  });

  it("HW-22 refuses a member who gives a role", async () => {
    const lab = await foundLab(scene, { members: { bob: "member", chen: "member" } });
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("org role @chen admin"))).toEqual(
      refused({
        code: "forbidden",
        what: `You may not change the roles of people in ${lab.name}.`,
        rule: "Only owners and admins may; you are a member there.",
        next: "Ask Alice Moreau.",
      }),
    );
  });

  it("HW-23 lets administrators do what the settings withhold from members", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin" } });
    const bob = scene.on(platform, "bob");
    for (const permission of ["cluster:create", "cluster:delete", "cluster:scale", "port:open", "port:close"]) {
      const why = await bob.type(`why @bob ${permission}`);
      expect(words(why)).toMatch(new RegExp(`You may .+ in ${lab.name}`, "u"));
    }
    const invited = await bob.type("invite create @chen");
    expect(words(invited)).toMatch(`Invited Chen Li to ${lab.name}`);
  });

  it("HW-23 tells a member that a setting withholds it, and which", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const why = await scene.on(platform, "bob").type("why @bob port:open");
    expect(words(why)).toMatch(new RegExp(`You may not open service ports in ${lab.name}`, "u"));
    expect(words(why)).toMatch(/members can open and close ports/iu);
    expect(isReadable(why)).toBe(true);
  });

  it("HW-25 lets an administrator make others administrators", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin", chen: "member" } });
    const done = await scene.on(platform, "bob").type("org role @chen admin");
    expect(words(done)).toMatch(`Chen Li is now admin of ${lab.name}`);
    expect(await membersOf(scene, lab)).toContain("chen admin");
  });

  it("HW-25 refuses an administrator who makes somebody owner, and offers what they may give", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin", chen: "member" } });
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("org role @chen owner"))).toEqual(
      refused({
        code: "role_above_yours",
        what: `You can't make people owner of ${lab.name}.`,
        rule: "Nobody gives a role above their own; you are an admin there.",
        next: "Ask Alice Moreau.",
      }),
    );
    const refusal = await scene.on(platform, "bob").type("org role @chen owner");
    expect(refusal.choices).toContain("Go on as admin");
  });

  it("HW-25 refuses an administrator who changes the owner's role", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin" } });
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("org role @alice member"))).toEqual(
      refused({
        code: "member_above_you",
        what: `You can't change what Alice Moreau is in ${lab.name}.`,
        rule: "Alice Moreau is an owner there, you are an admin: nobody acts on people above them.",
        next: "Ask Alice Moreau.",
      }),
    );
  });

  it("E12 keeps the last owner from leaving and from stepping down", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin" } });
    const alice = scene.on(platform, "alice");
    const rule = {
      code: "last_keeper",
      rule: "Every organization keeps at least one active owner.",
      next: "Make somebody else owner first, then try again.",
    };
    expect(await refusalOf(scene, () => alice.type(`org leave ${lab.slug}`))).toEqual(
      refused({ ...rule, what: `You can't leave ${lab.name}: you are its last owner.` }),
    );
    expect(await refusalOf(scene, () => alice.type("org role @alice member"))).toEqual(
      refused({ ...rule, what: `Alice Moreau has to stay owner of ${lab.name}, being the last one.` }),
    );
  });

  it("E13 refuses an administrator who makes themself owner", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin" } });
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type("org role @bob owner"))).toEqual(
      refused({
        code: "self_grant",
        what: `You can't make yourself owner of ${lab.name}.`,
        rule: "Nobody raises their own role.",
        next: "Ask Alice Moreau.",
      }),
    );
  });
});
