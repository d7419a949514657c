import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { v7 as uuidv7 } from "uuid";
import type { Actor, FormView, Screen } from "../support/chat.ts";
import type { Scene } from "../support/scene.ts";
import { codeIn, startVisionLab } from "../support/scene.ts";
import type { Chat, Lab } from "./story.ts";
import {
  foundLab,
  isReadable,
  isReadableWithNames,
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

function submitted(form: FormView | undefined, values: Readonly<Record<string, string>>): Promise<Screen> {
  if (!form) throw new Error("no form was opened");
  return form.submit(values);
}

const headline = (screen: Screen) => words(screen).split("\n")[0];

describe("the grammar, on slack", () => {
  it.each([
    ["its documented form", "member list org:vision-lab role:owner"],
    ["any case", "MEMBER List org:vision-lab role:owner"],
    ["a space after the colon", "member list org: vision-lab role: owner"],
    ["dashes before a name", "member list --org vision-lab --role owner"],
    ["the dash that a phone makes of two", "member list —org vision-lab —role owner"],
    ["straight quotes", 'member list "Vision Lab" role:owner'],
    ["curly quotes", "member list “Vision Lab” role:owner"],
    ["values by their order", "member list vision-lab role:owner"],
    ["another name of the command", "org members vision-lab role:owner"],
  ])("E17 D-05 takes %s", async (_form, line) => {
    const list = await scene.on("slack", "alice").type(line);
    expect(words(list)).toMatch("People in Vision Lab: 1\nFilters on: role owner.");
    expect(words(list)).toMatch("Alice Moreau · owner · active");
  });

  it("E17 answers an unknown command with the nearest one and an example", async () => {
    const answer = await scene.on("slack", "alice").type("memer lst");
    expect(words(answer)).toMatch("✗ There is no command “memer lst”.");
    expect(words(answer)).toMatch("Did you mean member list? An example: /qm member list");
    expect(words(answer)).toMatch(/^code unknown_command$/mu);
    expect(answer.choices[0]).toBe("member list");
  });

  it("E17 refuses words that are left over, and ignores none", async () => {
    const answer = await scene.on("slack", "alice").type("workspace code please");
    expect(words(answer)).toMatch(
      "✗ “please” is left over.\nworkspace code takes nothing more, and nothing is ignored.",
    );
    expect(words(answer)).toMatch("An example: /qm workspace code");
    expect(await scene.db.code.count({ where: { purpose: "join_tenant", usedAt: null } })).toBe(0);
  });

  it("E17 refuses an argument that a command does not know, and names those that it does", async () => {
    const answer = await scene.on("slack", "alice").type("org show colour:red");
    expect(words(answer)).toMatch("org show knows no “colour”.\nIt knows org.");
  });
});

describe.each(platforms)("forms, on %s", (platform) => {
  it("R-32 E17 asks for what is missing, with what was typed filled in", async () => {
    const lab = await foundLab(scene);
    const { form } = await scene.on(platform, "alice").type("invite create role:admin message:Welcome");
    expect(form?.title).toBe("Invite somebody");
    const filled = Object.fromEntries(form?.fields.map(({ label, value }) => [label, value.toLowerCase()]) ?? []);
    expect(filled).toMatchObject({ Role: "admin", Message: "welcome" });
    expect(await membersOf(scene, lab)).toEqual(["alice owner"]);
  });

  it("R-32 keeps everything typed when a field is wrong, and says at the field what is", async () => {
    const lab = await foundLab(scene);
    const { form } = await scene.on(platform, "alice").type("invite create role:admin message:Welcome");
    const wrong = await submitted(form, { "… or": "zoe@example" });
    const again = platform === "slack" ? wrong : await wrong.press("Continue editing");
    expect(words(wrong)).toMatch(/“zoe@example” is no e-mail address\.\sAn address looks like ann@example\.com\./u);
    const values = again.form?.fields.map(({ value }) => value.toLowerCase()) ?? [];
    expect(values).toEqual(expect.arrayContaining(["zoe@example", "admin", "welcome"]));

    const mended = await submitted(again.form, { "… or": "bob" });
    expect(words(mended)).toMatch(`Invited Bob Ekman to ${lab.name} as admin`);
  });
});

it("R-32 shows on Slack what is wrong at the very field", async () => {
  await foundLab(scene);
  const { form } = await scene.on("slack", "alice").type("invite create");
  const wrong = await submitted(form, { "… or": "zoe@example" });
  const errors = wrong.form?.fields.flatMap(({ label, error }) => (error ? [[label, error]] : []));
  expect(errors).toEqual([
    ["… or a name or e-mail address", "“zoe@example” is no e-mail address. An address looks like ann@example.com."],
  ]);
});

describe.each(platforms)("answers, on %s", (platform) => {
  it.each(["whoami", "help", "member list", "org show", "invite list", "audit list", "registration status"])(
    "R-28 shows %s to the asker alone",
    async (line) => {
      const answer = await scene.on(platform, "alice").type(line);
      expect(answer.isPrivate).toBe(true);
      expect(line === "help" ? isReadableWithNames(answer) : isReadable(answer)).toBe(true);
    },
  );

  it("E17 shows in help only what the asker may run", async () => {
    await foundLab(scene, { members: { bob: "member" } });
    const [alices, bobs] = [
      await scene.on(platform, "alice").type("help"),
      await scene.on(platform, "bob").type("help"),
    ];
    expect(words(alices)).toMatch("workspace code");
    expect(words(bobs)).not.toMatch("workspace code");
    expect(words(bobs)).toMatch("whoami");
    expect(words(bobs)).toMatch("You could request");
    expect(`${words(alices)}${words(bobs)}`).not.toContain("…");
  });

  it("E17 asks before removing: whom, what it does, and how to undo it", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const question = await scene.on(platform, "alice").type("member remove @bob");
    expect(words(question)).toMatch(`Remove Bob Ekman from ${lab.name}?`);
    expect(words(question)).toMatch(/loses access to all that .+ shares, at once. What they made stays./u);
    expect(words(question)).toMatch("Undoing it takes inviting Bob Ekman again.");
    expect(question.choices).toEqual(["Remove", "Cancel"]);
  });

  it("E17 does not run a confirmation twice", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const question = await scene.on(platform, "alice").type("member remove @bob");
    const other = await scene.on(platform, "alice").type("member remove @bob");
    await question.press("Remove");
    expect(await refusalOf(scene, () => other.press("Remove"))).toMatchObject({ code: "not_found", changed: [] });
    expect(await membersOf(scene, lab)).toEqual(["alice owner"]);
  });

  it("E17 tells the second of two who press what the first did, and when", async () => {
    const lab = await foundLab(scene, { members: { chen: "admin" } });
    await scene.on(platform, "alice").type("invite create @bob");
    const [alices, chens] = [await onInvitation("alice"), await onInvitation("chen")];
    await (await chens.press("Revoke")).press("Revoke");

    const late = await refusalOf(scene, () => alices.press("Revoke"));
    expect(late).toMatchObject({
      code: "invitation_revoked",
      what: `The invitation to ${lab.name} was revoked.`,
      rule: expect.stringMatching(/^That was on .+ by Chen Li; an invitation ends once\.$/u),
      next: "Invite again, if that is wanted after all.",
      changed: [],
    });
  });

  const onInvitation = (name: "alice" | "chen") => scene.on(platform, name).type("invite show bob");

  it("E17 re-checks at the click what somebody may", async () => {
    const lab = await foundLab(scene, { members: { bob: "member", chen: "admin" } });
    const question = await scene.on(platform, "chen").type("member remove @bob");
    await scene.db.membership.updateMany({
      where: { organizationId: lab.id, personId: (await personCalled(scene.db, "chen")).id },
      data: { role: "member" },
    });
    expect(await refusalOf(scene, () => question.press("Remove"))).toMatchObject({ code: "forbidden", changed: [] });
  });
});

/** Twenty-five more members, every fifth an admin; the first joined last. */
async function crowded(platform: Chat): Promise<Lab> {
  const lab = await foundLab(scene);
  const { tenantId } = await personCalled(scene.db, "alice");
  for (let index = 0; index < 25; index += 1) {
    const person = {
      id: uuidv7(),
      username: `${platform}_${index}`,
      displayName: `Guest ${String(index).padStart(2, "0")}`,
    };
    const joinedAt = new Date(Date.now() - (index + 1) * 86_400_000);
    await scene.db.person.create({ data: { ...person, tenantId, state: "active", createdAt: joinedAt } });
    const role = index % 5 === 0 ? "admin" : "member";
    const membership = { tenantId, organizationId: lab.id, personId: person.id, role, joinedAt } as const;
    await scene.db.membership.create({ data: { id: uuidv7(), ...membership } });
  }
  return lab;
}

const rows = (list: Screen) => words(list).match(/^.+ · (?:owner|admin|member) · (?:active|invited)/gmu) ?? [];

describe.each(platforms)("a long list, on %s", (platform) => {
  let alice: Actor;
  let lab: Lab;
  beforeAll(async () => {
    alice = scene.on(platform, "alice");
    lab = await crowded(platform);
  });

  it("E17 pages by ten rows, there and back", async () => {
    const first = await alice.type(`member list ${lab.slug}`);
    expect(headline(first)).toMatch(`People in ${lab.name}: 26 (showing 1 to 10`);
    expect(rows(first)).toHaveLength(10);
    const second = await first.press("2 ›");
    expect(rows(second)[0]).toBe("Guest 09 · member · active");
    const third = await second.press("3 ›");
    expect(headline(third)).toMatch("26 (showing 21 to 26");
    expect(rows(third)).toHaveLength(6);
    expect(rows(await third.press("‹ 2"))[0]).toBe("Guest 09 · member · active");
  });

  it("E17 sorts by what the asker chooses", async () => {
    const list = await (await alice.type(`member list ${lab.slug}`)).press("Joined first");
    expect(rows(list)[0]).toBe("Guest 24 · member · active");
    const byRole = await list.press("By role");
    expect(rows(byRole)[0]).toBe("Alice Moreau · owner · active");
  });

  it("E17 filters, says what is filtered, and clears it", async () => {
    const admins = await (await alice.type(`member list ${lab.slug}`)).press("Only admins");
    expect(words(admins)).toMatch(`People in ${lab.name}: 5\nFilters on: role admin.`);
    const all = await admins.press("Clear the filters");
    expect(headline(all)).toMatch("26 (showing 1 to 10");
  });

  it("E17 says which filters are on when nothing fits, and how to clear them", async () => {
    const nothing = await alice.type(`member list ${lab.slug} text:zzz role:owner`);
    expect(words(nothing)).toMatch(`People in ${lab.name}: nothing fits.\nFilters on: text zzz, role owner.`);
    expect(nothing.choices).toContain("Clear the filters");
  });

  it("E17 takes a page beyond the last for the last", async () => {
    expect(headline(await alice.type(`member list ${lab.slug} page:99`))).toMatch("26 (showing 21 to 26");
  });

  it("E17 offers a plain member no row actions but their own", async () => {
    const plain = await foundLab(scene, { members: { bob: "member", chen: "member" } });
    const list = await scene.on(platform, "bob").type(`member list ${plain.slug}`);
    expect(list.choices.filter((choice) => /^(?:Leave|Remove|Change the role)/u.test(choice))).toHaveLength(1);
  });
});

describe("linking one's accounts", () => {
  it("D-06 links by a code from one platform typed on the other, once", async () => {
    await scene.on("slack", "dana").type("register");
    const shown = await scene.on("slack", "dana").type("link code");
    expect(words(shown)).toMatch(/Good until: .+\(in 10 minutes\)/u);
    const code = codeIn(shown.text);
    const linked = await scene.on("discord", "dana").type(`link accept code:${code}`);
    expect(words(linked)).toMatch("now belongs to");
    expect(words(await scene.on("discord", "dana").type("whoami"))).toMatch("Dana Okafor · dana");

    expect(await refusalOf(scene, () => scene.on("discord", "farah").type(`link accept code:${code}`))).toEqual(
      refused({
        code: "code_invalid",
        what: "That code has been used already.",
        rule: "A link code is good for ten minutes and for one use.",
        next: "Make a new one on the other platform, by link code.",
      }),
    );
  });

  it("D-06 refuses a code after ten minutes", async () => {
    const shown = await scene
      .on("slack", "bob")
      .type("link code")
      .catch(() => undefined);
    expect(shown?.text).toMatch(/already|linked/u);
    await scene.on("slack", "erik").type("register");
    const { text } = await scene.on("slack", "erik").type("link code");
    await scene.db.code.updateMany({
      where: { purpose: "link_identity", usedAt: null },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    const late = () => scene.on("discord", "farah").type(`link accept code:${codeIn(text)}`);
    expect(await refusalOf(scene, late)).toMatchObject({
      code: "code_invalid",
      what: "That code has expired.",
      changed: [],
    });
  });

  it("D-06 reads no code after five wrong ones, not even the right one", async () => {
    const { text } = await scene.on("slack", "erik").type("link code");
    const farah = scene.on("discord", "farah");
    await scene.db.codeAttempt.deleteMany();
    for (let tries = 0; tries < 5; tries += 1) await farah.type("link accept code:WRNG-CQDE");
    const right = () => farah.type(`link accept code:${codeIn(text)}`);
    expect(await refusalOf(scene, right)).toMatchObject({ code: "too_many_tries", what: "Too many wrong codes." });
    expect(await scene.db.identity.count({ where: { platform: "discord", person: { username: "erik" } } })).toBe(0);
  });
});

describe("registration", () => {
  it("is closed to who was not invited, and says how to get in", async () => {
    await scene.on("slack", "alice").type("registration set closed");
    expect(await refusalOf(scene, () => scene.on("discord", "farah").type("register"))).toEqual(
      refused({
        code: "registration_closed",
        what: "You can't register here.",
        rule: "Registration is closed in this installation: accounts are made by invitation.",
        next: "Ask somebody here to invite you, or link an account that you already have.",
      }),
    );
  });

  it("waits for an admin where it is restricted, and the second admin hears that it is done", async () => {
    await scene.on("slack", "alice").type("registration set restricted");
    await scene.on("discord", "farah").type("register");
    expect(await refusalOf(scene, () => scene.on("discord", "farah").type("org list"))).toMatchObject({
      code: "not_active",
      what: "Your account is waiting for activation.",
    });
    const card = await newsFor(scene, "alice", /Farah Aziz registered as farah and waits to be activated/u);
    expect(headline(await card.press("Activate"))).toBe("✓ Activated Farah Aziz");
    expect(await refusalOf(scene, () => card.press("Activate"))).toMatchObject({
      code: "already_activated",
      rule: expect.stringMatching(/^Alice Moreau activated the account on /u),
    });
    expect(headline(await scene.on("discord", "farah").type("org list"))).toMatch(/Your organizations/u);
    await scene.on("slack", "alice").type("registration set open");
  });

  it("can be changed by Super Admins alone", async () => {
    expect(await refusalOf(scene, () => scene.on("discord", "bob").type("registration set closed"))).toEqual(
      refused({
        code: "forbidden",
        what: "You may not open, restrict or close registration.",
        rule: "Only Super Admins may; you are not one of them.",
        next: "Ask Alice Moreau.",
      }),
    );
  });
});
