import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Screen } from "../support/chat.ts";
import type { Name, Scene } from "../support/scene.ts";
import { codeIn, startVisionLab } from "../support/scene.ts";
import type { Mailbox } from "./mailbox.ts";
import { openMailbox } from "./mailbox.ts";
import {
  fillIn,
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
import type { Chat } from "./story.ts";

let scene: Scene;
let mailbox: Mailbox;
beforeAll(async () => {
  mailbox = await openMailbox();
  scene = await startVisionLab({ smtpUrl: mailbox.url });
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(async () => {
  await scene.close();
  await mailbox.close();
});

/** Somebody on each platform who never registered. */
const strangers: Readonly<Record<Chat, readonly [Name, string]>> = {
  slack: ["erik", "Erik Holm"],
  discord: ["farah", "Farah Aziz"],
};

function rolesIn({ form }: Screen): readonly string[] | undefined {
  return form?.fields.find(({ label }) => label === "Role")?.choices;
}

describe.each(platforms)("inviting, on %s", (platform) => {
  const [stranger, strangersName] = strangers[platform];
  const on = (name: Name) => scene.on(platform, name);

  it("HW-03 invites a registered person where only registered people come in", async () => {
    const lab = await foundLab(scene, { admission: "existing_only" });
    const invited = await on("alice").type("invite create @bob");
    expect(words(invited)).toContain(`Invited Bob Ekman to ${lab.name} as member`);
  });

  it("HW-03 refuses there whoever has not registered", async () => {
    const lab = await foundLab(scene, { admission: "existing_only" });
    expect(await refusalOf(scene, () => on("alice").type(`invite create @${stranger}`))).toEqual(
      refused({
        code: "must_register_first",
        what: `${strangersName} must register first.`,
        rule: `${lab.name} takes only people who have an account here.`,
        next: `Ask ${strangersName} to register, then invite again.`,
      }),
    );
  });

  it("HW-03 invites whoever has not registered where anybody can be invited", async () => {
    const lab = await foundLab(scene, { admission: "invite_any" });
    await on("alice").type(`invite create @${stranger}`);
    const card = await newsFor(scene, stranger, new RegExp(`invites you to ${lab.name} as member`, "u"));
    expect(card.choices).toEqual(expect.arrayContaining(["Accept", "Decline"]));
    await card.press("Decline");
  });

  it("HW-07 sends an invitation by e-mail to an address that nobody here has, with a code to accept by", async () => {
    const lab = await foundLab(scene);
    const address = `kim-${platform}@elsewhere.example`;
    await on("alice").type(`org invite ${address}`);

    const mail = await mailbox.receives(address);
    expect(mail).toContain(`Alice Moreau invites you to ${lab.name} as member`);
    expect(mail).toMatch(/\/qm invite accept (?:code:|invitation:)?[2-9A-Z]{4}-[2-9A-Z]{4}/u);
    expect(codeIn(mail)).toMatch(/-/u);
    const card = await newsFor(scene, "alice", new RegExp(`Invited ${address}.+\\n.*by e-mail`, "u"));
    expect(isReadable(card)).toBe(true);
  });

  it("HW-07 sends the invitation of a known address to the person's chat", async () => {
    const lab = await foundLab(scene);
    const invited = await on("alice").type("org invite BOB@example.com");
    expect(words(invited)).toContain(`Invited Bob Ekman to ${lab.name}`);
    const card = await newsFor(scene, "bob", new RegExp(`invites you to ${lab.name}`, "u"));
    expect(card.choices).toContain("Accept");
  });

  it("HW-07 refuses an address that is none", async () => {
    await foundLab(scene);
    expect(await refusalOf(scene, () => on("alice").type("invite create bob@nowhere"))).toEqual(
      refused({
        code: "email_invalid",
        what: "“bob@nowhere” is no e-mail address.",
        rule: "An address looks like ann@example.com.",
        next: "Check the spelling, or mention the person.",
      }),
    );
  });

  it("HW-07 refuses who invites themself", async () => {
    const lab = await foundLab(scene);
    expect(await refusalOf(scene, () => on("alice").type("invite create @alice"))).toEqual(
      refused({
        code: "self_invite",
        what: `You can't invite yourself to ${lab.name}.`,
        rule: "Invitations are for other people; you belong there already.",
        next: "Invite somebody else.",
      }),
    );
  });

  it("HW-07 refuses to invite a member", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin" } });
    expect(await refusalOf(scene, () => on("alice").type("invite create bob@example.com"))).toEqual(
      refused({
        code: "already_member",
        what: `Bob Ekman already belongs to ${lab.name}.`,
        rule: "Bob Ekman is an admin there; nobody belongs twice.",
        next: "To give another role, change it.",
      }),
    );
  });

  it("HW-07 refuses to invite the same person twice, and offers to send it again", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    const again = () => on("alice").type("invite create bob@example.com role:admin");
    expect(await refusalOf(scene, again)).toEqual(
      refused({
        code: "already_invited",
        what: `Bob Ekman has already been invited to ${lab.name}.`,
        rule: expect.stringMatching(/^Alice Moreau's invitation is waiting for an answer; it expires on .+\.$/u),
        next: "Wait for the answer, or send it again.",
      }),
    );

    const sent = await (await again()).press("Send it again");
    expect(words(sent)).toContain(`Sent the invitation to ${lab.name} to Bob Ekman again`);
  });

  it("HW-08 offers in the form only the roles that the asker may give", async () => {
    await foundLab(scene, { members: { bob: "member", chen: "admin" }, settings: { membersCanInvite: true } });
    expect(rolesIn(await on("bob").type("invite create"))).toEqual(["Member"]);
    expect(rolesIn(await on("chen").type("invite create"))).toEqual(["Admin", "Member"]);
    expect(rolesIn(await on("alice").type("invite create"))).toEqual(["Owner", "Admin", "Member"]);
  });

  it("HW-08 invites as administrator from the form", async () => {
    const lab = await foundLab(scene);
    const form = await on("alice").type("invite create");
    const invited = await fillIn(form, { "…": "chen@example.com", Role: "Admin" });
    expect(words(invited)).toContain(`Invited Chen Li to ${lab.name} as admin`);
  });

  it("HW-08 refuses a role that the form offered before the asker lost it", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin" }, settings: { membersCanInvite: true } });
    const form = await on("bob").type("invite create");
    await on("alice").type("org role @bob member");

    const forged = () => fillIn(form, { "…": "chen@example.com", Role: "Admin" });
    expect(await refusalOf(scene, forged)).toEqual(
      refused({
        code: "role_above_yours",
        what: `You can't invite people to ${lab.name} as admin.`,
        rule: "Nobody gives a role above their own; you are a member there.",
        next: "Ask Alice Moreau.",
      }),
    );
  });

  it("HW-08 refuses a role that the form offered for another organization than the one chosen in it", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" }, settings: { membersCanInvite: true } });
    await foundLab(scene, { members: { bob: "admin" } });
    const form = await on("bob").type("invite create");

    const forged = { "…": "chen@example.com", Role: "Admin", Organization: `${lab.name} (member)` };
    expect(await refusalOf(scene, () => fillIn(form, forged))).toMatchObject({
      code: "role_above_yours",
      what: `You can't invite people to ${lab.name} as admin.`,
      changed: [],
    });
  });

  it("HW-09 gives the invited nothing before they accept, and everything after", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    const list = `member list org:${lab.slug}`;
    const early = await refusalOf(scene, () => on("bob").type(list));
    expect(early).toMatchObject({ code: "not_found", changed: [] });
    expect(await membersOf(scene, lab)).toEqual(["alice owner"]);

    const card = await newsFor(scene, "bob", new RegExp(`invites you to ${lab.name}`, "u"));
    await card.press("Accept");
    expect(words(await on("bob").type(list))).toContain(`People in ${lab.name}: 2`);
    expect(await membersOf(scene, lab)).toEqual(["alice owner", "bob member"]);
  });

  it("HW-09 refuses the answer of anybody else, and gives away nothing", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @bob");
    const { id } = await scene.db.invitation.findFirstOrThrow({ where: { organizationId: lab.id } });
    for (const answer of ["accept", "decline"]) {
      expect(await refusalOf(scene, () => on("chen").type(`invite ${answer} ${id}`))).toEqual(
        refused({
          code: "invitation_not_yours",
          what: "This invitation is for someone else.",
          rule: "Only the person it was sent to can answer it.",
          next: "See the invitations that are waiting for you.",
        }),
      );
    }
    expect(await membersOf(scene, lab)).toEqual(["alice owner"]);
  });

  it("HW-10 shows the invitation in a message and at home to somebody without an account", async () => {
    const lab = await foundLab(scene);
    await on("alice").type(`invite create @${stranger} role:admin`);

    const card = await newsFor(scene, stranger, new RegExp(`invites you to ${lab.name} as admin`, "u"));
    expect(isReadable(card)).toBe(true);
    const home = await on(stranger).home();
    expect(words(home)).toContain(`Alice Moreau invites you to ${lab.name} as admin`);
    expect(home.choices.join()).toMatch(/Accept/u);
    expect(isReadable(home)).toBe(true);
  });

  it("HW-10 answers what the invited would get, before they decide", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @chen");
    const card = await newsFor(scene, "chen", new RegExp(`invites you to ${lab.name}`, "u"));
    const shown = await card.press("What would I get?");
    expect(words(shown)).toContain(
      `Alice Moreau invites you to ${lab.name} as member\nOnce you accept, you may use ssh on cluster nodes, run workloads and jobs`,
    );
    expect(shown).toMatchObject({ isPrivate: true, choices: ["Accept", "Decline"] });
    expect(isReadable(shown)).toBe(true);
  });

  it("HW-10 shows it to nobody else at home", async () => {
    const lab = await foundLab(scene);
    await on("alice").type("invite create @chen");
    expect(words(await on("bob").home())).not.toContain(lab.name);
    expect(words(await on("chen").home())).toContain(`Alice Moreau invites you to ${lab.name} as member`);
  });

  it("HW-11 shows the inviter where the invitation is, with Resend and Revoke", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" }, settings: { membersCanInvite: true } });
    await on("bob").type("invite create @chen");
    const card = await newsFor(
      scene,
      "bob",
      new RegExp(`Invited Chen Li to ${lab.name} as member\\nWaiting: sent in`, "u"),
    );
    expect(card.choices).toEqual(["Resend", "Revoke"]);

    const list = await on("bob").type("invite list");
    expect(words(list)).toMatch(/Chen Li · member · waiting, sent in (?:Slack|Discord) · /u);
    expect(list.choices.join()).toMatch(/Resend.*Revoke/u);
  });

  it("HW-11 refuses a member who revokes somebody else's invitation, and does not offer it", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    await on("alice").type("invite create @chen");
    const list = await on("bob").type("invite list");
    expect(list.choices.join()).not.toMatch(/Resend|Revoke/u);
    expect(await refusalOf(scene, () => on("bob").type("invite revoke @chen"))).toEqual(
      refused({
        code: "forbidden",
        what: `You may not revoke other people's invitations in ${lab.name}.`,
        rule: "Only owners and admins may; you are a member there.",
        next: "Ask Alice Moreau.",
      }),
    );
  });

  it("HW-12 tells whoever accepts that the organization's cloud account is shared, and makes their account", async () => {
    const lab = await foundLab(scene);
    await on("alice").type(`invite create @${stranger}`);
    const card = await newsFor(scene, stranger, new RegExp(`invites you to ${lab.name} as member`, "u"));
    expect(words(card)).toContain("Their cloud account is shared; you need none of your own.");
    await card.press("Accept");

    const after = await newsFor(scene, stranger, new RegExp(`You joined ${lab.name} as member`, "u"));
    expect(words(after)).toContain(`You work with the cloud account of ${lab.name}; you need none of your own.`);
    expect(await membersOf(scene, lab)).toEqual(["alice owner", `${stranger} member`]);
  });
});
