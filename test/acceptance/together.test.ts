import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { v7 as uuidv7 } from "uuid";
import type { Screen } from "../support/chat.ts";
import type { Name, Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import {
  fillIn,
  isReadable,
  newsFor,
  personCalled,
  platforms,
  refusalOf,
  refused,
  registerEverywhere,
  words,
} from "./story.ts";

const KEYS = {
  alice: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEChjgvSFIVbE65tK7OC2vLECMf4LTDmbgJBjcMfDX alice@desk",
  bob: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl bob@laptop",
  chen: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFhLhJbyUaWSpFcyrfFx9L0PYzKAIzJ8Vj1m9oX3xkCq chen@laptop",
  dana: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC3hJ9xZ0uJHYyrdVvN9pxPTUBcYUu0g1PjVEd7gYc6T dana@laptop",
};

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen", "dana"]);
  for (const name of ["alice", "bob", "chen"] as const) await addKey(name);
});
afterAll(() => scene.close());

async function addKey(name: keyof typeof KEYS): Promise<void> {
  const { text } = await scene.on("slack", name).type(`ssh-key add ${KEYS[name]}`);
  expect(text).toMatch(/Added your SSH key/u);
}

/** Does something at the first call only, and tells of it at each. */
function once(attempt: () => Promise<Screen>): () => Promise<Screen> {
  let done: Promise<Screen> | undefined;
  return () => (done ??= attempt());
}

interface Project {
  readonly name: string;
  readonly slug: string;
}

let projects = 0;

/** A project that Alice creates, with these members besides. */
async function aProject(people: readonly Name[] = []): Promise<Project> {
  projects += 1;
  const project = { name: `LLaVA ${projects}`, slug: `llava-${projects}` };
  await scene.on("slack", "alice").type(`project create "${project.name}"`);
  const { id: organizationId, tenantId } = await scene.db.organization.findFirstOrThrow({ where: project });
  for (const name of people) {
    const { id: personId } = await personCalled(scene.db, name);
    const membership = { tenantId, organizationId, personId, role: "member", joinedAt: new Date() } as const;
    await scene.db.membership.create({ data: { id: uuidv7(), ...membership } });
  }
  return project;
}

/** Who belongs to a project, as its admin sees it in the list: "Bob Ekman · member". */
async function seenIn(project: Project): Promise<readonly string[]> {
  const list = await scene.on("slack", "alice").type(`project members ${project.slug}`);
  return [...words(list).matchAll(/^(.+ · (?:admin|member)) · active/gmu)].map(([, who = ""]) => who);
}

describe.each(platforms)("the roles of a project, on %s", (platform) => {
  it("TA-01 knows two roles, and shows which one somebody has", async () => {
    const project = await aProject(["bob"]);
    const alice = scene.on(platform, "alice");

    // Discord's subcommands are one word each.
    const show = platform === "slack" ? "project role show" : "member show";

    const admin = await alice.type(`${show} @alice project:${project.slug}`);
    expect(words(admin)).toMatch(`Alice Moreau is admin of ${project.name}`);
    const member = await alice.type(`${show} @bob project:${project.slug}`);
    expect(words(member)).toMatch(`Bob Ekman is member of ${project.name}`);
    expect(member.isPrivate).toBe(true);
    expect(isReadable(member)).toBe(true);
  });

  it("TA-01 refuses any third role, and offers the two", async () => {
    const project = await aProject(["bob"]);
    const attempt = once(() => scene.on(platform, "alice").type(`project role @bob owner project:${project.slug}`));
    expect(await refusalOf(scene, attempt)).toEqual(
      refused({
        code: "role_not_offered",
        what: `${project.name} has no owners.`,
        rule: "The roles there are admin and member.",
        next: "Choose admin or member.",
      }),
    );
    expect((await attempt()).choices).toContain("Go on as admin");
  });

  it("TA-12 TA-24 adds somebody, confirms it, and shows them among the members", async () => {
    const project = await aProject();
    const done = await scene.on(platform, "alice").type(`project add-user @bob project:${project.slug}`);
    expect(words(done)).toMatch(`Added Bob Ekman to ${project.name} as member`);
    expect(done.isPrivate).toBe(true);
    expect(isReadable(done)).toBe(true);

    const list = await done.press("Members");
    expect(words(list)).toMatch(`People in ${project.name}: 2`);
    expect(words(list)).toMatch(/Bob Ekman · member · active/u);
    const news = await newsFor(scene, "bob", new RegExp(`You are now in ${project.name} as member`, "u"));
    expect(words(news)).toMatch("By Alice Moreau");
  });

  it("TA-24 shows somebody added by their address, too", async () => {
    const project = await aProject();
    const done = await scene
      .on(platform, "alice")
      .type(`project add-user chen@example.com role:admin project:${project.slug}`);
    expect(words(done)).toMatch(`Added Chen Li to ${project.name} as admin`);
    expect(await seenIn(project)).toEqual(["Alice Moreau · admin", "Chen Li · admin"]);
  });

  it("TA-24 refuses to add somebody twice, and says what they are", async () => {
    const project = await aProject(["bob"]);
    expect(
      await refusalOf(scene, () =>
        scene.on(platform, "alice").type(`project add-user @bob role:admin project:${project.slug}`),
      ),
    ).toEqual(
      refused({
        code: "already_member",
        what: `Bob Ekman already belongs to ${project.name}.`,
        rule: "Bob Ekman is a member there; nobody belongs twice.",
        next: "To give another role, change it.",
      }),
    );
    expect(await seenIn(project)).toEqual(["Alice Moreau · admin", "Bob Ekman · member"]);
  });

  it("TA-13 removes somebody after asking", async () => {
    const project = await aProject(["bob"]);
    const question = await scene.on(platform, "alice").type(`project remove-user @bob project:${project.slug}`);
    expect(words(question)).toMatch(`Remove Bob Ekman from ${project.name}?`);
    expect(await seenIn(project)).toContain("Bob Ekman · member");

    const done = await question.press("Remove");
    expect(words(done)).toMatch(`Removed Bob Ekman from ${project.name}`);
    expect(await seenIn(project)).toEqual(["Alice Moreau · admin"]);
  });

  it("TA-13 keeps who was to be removed when the question is answered with Cancel", async () => {
    const project = await aProject(["bob"]);
    const question = await scene.on(platform, "alice").type(`project remove-user @bob project:${project.slug}`);
    const kept = await question.press("Cancel");
    expect(words(kept)).toMatch(/nothing (?:was )?changed/iu);
    expect(await seenIn(project)).toContain("Bob Ekman · member");
  });

  it("TA-13 refuses to remove the last admin", async () => {
    const project = await aProject(["bob"]);
    expect(
      await refusalOf(scene, () =>
        scene.on(platform, "alice").type(`project remove-user @alice project:${project.slug}`),
      ),
    ).toEqual(
      refused({
        code: "last_keeper",
        what: `Alice Moreau can't be removed from ${project.name}, being its last admin.`,
        rule: "Every project keeps at least one active admin.",
        next: "Make somebody else admin first, then try again.",
      }),
    );
  });

  it("TA-14 changes a role, says from what to what, and tells the person", async () => {
    const project = await aProject(["chen"]);
    const done = await scene.on(platform, "alice").type(`project role @chen admin project:${project.slug}`);
    expect(words(done)).toMatch(`Chen Li is now admin of ${project.name}`);
    expect(words(done)).toMatch("member → admin");
    expect(await seenIn(project)).toContain("Chen Li · admin");
    await newsFor(scene, "chen", new RegExp(`You are now admin of ${project.name}`, "u"));
  });

  it("TA-14 E12 refuses to demote the last admin", async () => {
    const project = await aProject(["bob"]);
    expect(
      await refusalOf(scene, () =>
        scene.on(platform, "alice").type(`project role @alice member project:${project.slug}`),
      ),
    ).toEqual(
      refused({
        code: "last_keeper",
        what: `Alice Moreau has to stay admin of ${project.name}, being the last one.`,
        rule: "Every project keeps at least one active admin.",
        next: "Make somebody else admin first, then try again.",
      }),
    );
  });

  it.each([
    ["add", "add-user @chen", "add people directly"],
    ["remove", "remove-user @alice", "remove people"],
    ["promote", "role @bob admin", "change the roles of people"],
  ])("TA-21 refuses a member who tries to %s people, and says whom to ask", async (_verb, line, sentence) => {
    const project = await aProject(["bob"]);
    expect(
      await refusalOf(scene, () => scene.on(platform, "bob").type(`project ${line} project:${project.slug}`)),
    ).toEqual(
      refused({
        code: "forbidden",
        what: `You may not ${sentence} in ${project.name}.`,
        rule: "Only admins may; you are a member there.",
        next: "Ask Alice Moreau.",
      }),
    );
    expect(await seenIn(project)).toEqual(["Alice Moreau · admin", "Bob Ekman · member"]);
  });

  it("TA-21 offers to ask the project's admins, who can do it with one press", async () => {
    const project = await aProject(["bob"]);
    const refusal = await scene.on(platform, "bob").type(`project add-user @chen project:${project.slug}`);
    expect(refusal.choices).toEqual(["Ask Alice Moreau", "What may I do?"]);
    expect(words(await refusal.press("Ask Alice Moreau"))).toMatch("Asked Alice Moreau");

    const news = await newsFor(scene, "alice", new RegExp(`Bob Ekman asks for help in ${project.name}$`, "mu"));
    expect(words(news)).toMatch(`project add-user person:@chen org:${project.slug}`);
    expect(isReadable(news)).toBe(true);
    const done = await fillIn(await news.press("Do it"), {});
    expect(words(done)).toMatch(`Added Chen Li to ${project.name} as member`);
    expect(await seenIn(project)).toEqual(["Alice Moreau · admin", "Bob Ekman · member", "Chen Li · member"]);
  });

  it("TA-21 asks the admin before removing whom a member asked to have removed", async () => {
    const project = await aProject(["bob", "chen"]);
    const refusal = await scene.on(platform, "bob").type(`project remove-user @chen project:${project.slug}`);
    await refusal.press("Ask Alice Moreau");

    const news = await newsFor(scene, "alice", new RegExp(`Bob Ekman asks for help in ${project.name}$`, "mu"));
    const question = await news.press("Do it");
    expect(words(question)).toMatch(`Remove Chen Li from ${project.name}?`);
    expect(await seenIn(project)).toContain("Chen Li · member");
    await question.press("Remove");
    expect(await seenIn(project)).toEqual(["Alice Moreau · admin", "Bob Ekman · member"]);
  });

  it("TA-21 asks for the same once a day", async () => {
    const project = await aProject(["bob"]);
    const refusal = await scene.on(platform, "bob").type(`project add-user @chen project:${project.slug}`);
    await refusal.press("Ask Alice Moreau");

    expect(await refusalOf(scene, () => refusal.press("Ask Alice Moreau"))).toMatchObject({
      code: "ask_limit",
      what: `You have asked for that in ${project.name} already.`,
      rule: "The same is asked for once within 24 hours.",
      changed: [],
    });
  });

  it("TA-25 removes from the row's own menu, after asking", async () => {
    const project = await aProject(["bob"]);
    const list = await scene.on(platform, "alice").type(`project members ${project.slug}`);
    const question = await list.press("Remove");
    expect(words(question)).toMatch(`Remove Bob Ekman from ${project.name}?`);

    const done = await question.press("Remove");
    expect(words(done)).toMatch(`Removed Bob Ekman from ${project.name}`);
    expect(words(done)).toMatch("access is gone");
    expect(await seenIn(project)).toEqual(["Alice Moreau · admin"]);
  });

  it("TA-25 offers a member no removal in the list, and refuses a button from when they were admin", async () => {
    const project = await aProject(["bob", "chen"]);
    await scene.on("slack", "alice").type(`project role @bob admin project:${project.slug}`);
    const bob = scene.on(platform, "bob");
    const list = await bob.type(`project members ${project.slug}`);
    await scene.on("slack", "alice").type(`project role @bob member project:${project.slug}`);

    expect(await refusalOf(scene, () => pressRemoveOf(list, "Chen Li"))).toEqual(
      refused({
        code: "forbidden",
        what: `You may not remove people in ${project.name}.`,
        rule: "Only admins may; you are a member there.",
        next: "Ask Alice Moreau.",
      }),
    );
    const fresh = await bob.type(`project members ${project.slug}`);
    expect(fresh.choices.filter((choice) => choice.startsWith("Remove"))).toEqual([]);
  });

  it("TA-26 lists every capability of both planes for one project", async () => {
    const project = await aProject(["bob"]);
    const member = await scene.on(platform, "bob").type(`whoami project:${project.slug}`);
    expect(words(member)).toMatch(/Data plane, you may:\s+✓ .*run workloads and jobs/u);
    expect(words(member)).toMatch(/Control plane, you may not:\s+✗ .*create clusters/u);
    expect(words(member)).toMatch(/Control plane, you may not:\s+✗ .*remove people/u);
    expect(isReadable(member)).toBe(true);

    const admin = await scene.on(platform, "alice").type(`whoami project:${project.slug}`);
    expect(words(admin)).toMatch(/Control plane, you may:\s+✓ .*create clusters/u);
    expect(words(admin)).not.toMatch("✗");
  });

  it("TA-26 answers for a project that is not theirs as if there were none", async () => {
    const project = await aProject();
    expect(await refusalOf(scene, () => scene.on(platform, "bob").type(`whoami project:${project.slug}`))).toEqual(
      refused({
        code: "not_found",
        what: `No organization or project called “${project.slug}” was found.`,
        rule: "Only what you may see can be found.",
        next: "See which ones are yours.",
      }),
    );
  });
});

/** On Slack each row has its own menu; on Discord one menu names the rows. */
function pressRemoveOf(list: Screen, name: string): Promise<Screen> {
  return list.press(list.choices.find((choice) => choice === `Remove: ${name}`) ?? "Remove");
}

describe.each(platforms)("what a project asks for first, on %s", (platform) => {
  it("TA-23 names the missing SSH key, tells the person how, and adds them on Retry", async () => {
    const project = await aProject();
    const attempt = once(() =>
      scene.on(platform, "alice").type(`project add-user dana@example.com project:${project.slug}`),
    );
    expect(await refusalOf(scene, attempt)).toEqual(
      refused({
        code: "prerequisites_missing",
        what: `Dana Okafor was not added to ${project.name}, for lack of an SSH key.`,
        rule: "The project takes only people who have an SSH key.",
        next: `Dana Okafor can put that right with ssh-key add. Then try again.`,
      }),
    );
    expect(await seenIn(project)).toEqual(["Alice Moreau · admin"]);

    const news = await newsFor(scene, "dana", new RegExp(`You could not be added to ${project.name} yet`, "u"));
    expect(words(news)).toMatch("It takes only people who have an SSH key.");
    expect(words(news)).toMatch("By Alice Moreau");
    const form = await news.press("Add an SSH key");
    const added = await form.form?.submit({ "Public key": KEYS.dana });
    expect(added?.text).toMatch(/Added your SSH key/u);

    const done = await (await attempt()).press("Retry");
    expect(words(done)).toMatch(`Added Dana Okafor to ${project.name} as member`);
    await scene.db.sshKey.deleteMany({ where: { personId: (await personCalled(scene.db, "dana")).id } });
  });

  it("TA-23 tells the person once, however often it is tried", async () => {
    const project = await aProject();
    const alice = scene.on(platform, "alice");
    const answer = await alice.type(`project add-user @dana project:${project.slug}`);
    await newsFor(scene, "dana", new RegExp(`added to ${project.name} yet`, "u"));
    await answer.press("Retry");
    await alice.type(`project add-user @dana project:${project.slug}`);

    const told = await scene.db.auditEntry.count({
      where: { kind: "member-addition-prevented", data: { path: ["organization", "name"], equals: project.name } },
    });
    expect(told).toBe(1);
  });
});

it("TA-23 names both when there is no account either, and tells the person in chat", async () => {
  const project = await aProject();
  expect(
    await refusalOf(scene, () => scene.on("slack", "alice").type(`project add-user @erik project:${project.slug}`)),
  ).toEqual(
    refused({
      code: "prerequisites_missing",
      what: `Erik Holm was not added to ${project.name}, for lack of an account and an SSH key.`,
      rule: "The project takes only people who have an account and an SSH key.",
      next: "Erik Holm can put that right with register, then ssh-key add. Then try again.",
    }),
  );
  const news = await scene
    .on("slack", "erik")
    .receives(new RegExp(`You could not be added to ${project.name} yet`, "u"));
  expect(words(news)).toMatch("Register, then add your SSH key with ssh-key add");
  expect(news.choices).toEqual(["Register"]);
  expect(isReadable(news)).toBe(true);
});

it("TA-23 names both for an address that nobody registered with", async () => {
  const project = await aProject();
  expect(
    await refusalOf(scene, () =>
      scene.on("discord", "alice").type(`project add-user nobody@example.com project:${project.slug}`),
    ),
  ).toEqual(
    refused({
      code: "prerequisites_missing",
      what: `nobody@example.com was not added to ${project.name}, for lack of an account and an SSH key.`,
      rule: "The project takes only people who have an account and an SSH key.",
      next: "nobody@example.com can put that right with register, then ssh-key add. Then try again.",
    }),
  );
});
