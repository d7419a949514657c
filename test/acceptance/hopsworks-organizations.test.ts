import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { fillIn, foundLab, personCalled, platforms, refusalOf, refused, registerEverywhere, words } from "./story.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());

const unseen = { code: "not_found", rule: "Only what you may see can be found.", next: "See which ones are yours." };
const byAdmins = {
  code: "forbidden",
  rule: "Only owners and admins may; you are a member there.",
  next: "Ask Alice Moreau.",
};

describe.each(platforms)("organizations, on %s", (platform) => {
  it("HW-01 lists the organizations somebody belongs to, and where they work", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const list = await scene.on(platform, "bob").type("org list");
    expect(words(list)).toContain(`${lab.name} (you work here) · organization · member · 2 members`);
    expect(words(list)).toContain("Bob Ekman · organization · owner · 1 member");
  });

  it("HW-01 shows an organization and the asker's place in it", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" }, settings: { membersCanScale: true } });
    const shown = words(await scene.on(platform, "bob").type("org show"));
    expect(shown).toContain(`${lab.name}, an organization where you are member`);
    expect(shown).toContain("People: 2 members, 0 invited");
    expect(shown).toContain("Members can scale clusters: on");
    expect(shown).toContain("Members can invite: off");
  });

  it("HW-01 lets people work elsewhere, so that commands mean the other organization", async () => {
    const first = await foundLab(scene, { members: { bob: "member" } });
    const second = await foundLab(scene, { members: { bob: "member" } });
    const bob = scene.on(platform, "bob");

    const switched = await bob.type(`org switch ${first.slug}`);
    expect(words(switched)).toContain(`You now work in ${first.name}`);
    expect(words(await bob.type("member list"))).toContain(`People in ${first.name}: 2`);
    const again = await switched.press("Members");
    expect(words(again)).not.toContain(second.name);
  });

  it.each(["org show", "org switch", "member list"])(
    "HW-01 HW-06 finds nothing for %s of somebody else's",
    async (line) => {
      const lab = await foundLab(scene, { members: { chen: "member" } });
      const asked = await refusalOf(scene, () => scene.on(platform, "bob").type(`${line} org:${lab.slug}`));
      expect(asked).toEqual(refused({ ...unseen, what: `No organization or project called “${lab.slug}” was found.` }));
    },
  );

  it("HW-06 lists members and invited people with role, state and when", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    await scene.on(platform, "alice").type("org invite @chen role:admin");

    const list = await scene.on(platform, "bob").type("org members");
    expect(list.isPrivate).toBe(true);
    const rows = words(list).split("\n");
    expect(rows).toContain(`People in ${lab.name}: 3`);
    expect(rows).toContainEqual(expect.stringMatching(/^Alice Moreau · owner · active · .+/u));
    expect(rows).toContainEqual(expect.stringMatching(/^Bob Ekman · member · active · .+/u));
    expect(rows).toContainEqual(expect.stringMatching(/^Chen Li · admin · invited · expires .+/u));
  });

  it("HW-06 offers in each row only what the asker may do", async () => {
    await foundLab(scene, { members: { bob: "member", chen: "admin" } });
    const bobs = await scene.on(platform, "bob").type("org members");
    const alices = await scene.on(platform, "alice").type("org members");
    expect(bobs.choices.join()).not.toMatch(/Remove|Change the role/u);
    expect(alices.choices.join()).toMatch(/Remove/u);
    expect(alices.choices.join()).toMatch(/Change the role/u);
  });

  it("HW-16 changes what members may do in a form that shows it as it is, and tells before and after", async () => {
    const lab = await foundLab(scene, { settings: { membersCanInvite: true } });
    const settings = await scene.on(platform, "alice").type("org settings");
    const members = settings.form?.fields.find(({ label }) => label === "Members can");
    expect(members?.value).toMatch(/invite/iu);

    const updated = await fillIn(settings, { "Members can": "members_can_open_ports" });
    expect(words(updated)).toContain(
      [
        `Updated the settings of ${lab.name}`,
        "Members can invite: on → off",
        "Members can open and close ports: off → on",
      ].join("\n"),
    );
    const { membersCanInvite, membersCanOpenPorts } = await scene.db.organization.findUniqueOrThrow({
      where: { id: lab.id },
    });
    expect({ membersCanInvite, membersCanOpenPorts }).toEqual({ membersCanInvite: false, membersCanOpenPorts: true });
  });

  it("HW-16 says so when nothing changed", async () => {
    const lab = await foundLab(scene);
    const updated = await fillIn(await scene.on(platform, "alice").type("org settings"), {});
    expect(words(updated)).toContain(`${lab.name}: Nothing changed.`);
  });

  it("HW-16 refuses a member who changes the settings", async () => {
    const lab = await foundLab(scene, { members: { bob: "member" } });
    const asked = await refusalOf(scene, () => scene.on(platform, "bob").type("org settings members_can_invite:on"));
    expect(asked).toEqual(refused({ ...byAdmins, what: `You may not change the settings of ${lab.name}.` }));
  });

  it("HW-24 lets an administrator switch the settings", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin" } });
    const updated = await scene.on(platform, "bob").type("org settings members_can_manage_clusters:on");
    expect(words(updated)).toContain(
      `Updated the settings of ${lab.name}\nMembers can create and terminate clusters: off → on`,
    );
  });

  it("HW-24 refuses the same to whoever was an administrator before", async () => {
    const lab = await foundLab(scene, { members: { bob: "admin" } });
    const settings = await scene.on(platform, "bob").type("org settings");
    await scene.on(platform, "alice").type("org role @bob member");

    const asked = await refusalOf(scene, () => fillIn(settings, { "Members can": "members_can_invite" }));
    expect(asked).toEqual(refused({ ...byAdmins, what: `You may not change the settings of ${lab.name}.` }));
  });
});

describe("registering", () => {
  it("HW-02 founds an organization of their own for whoever registers on Slack", async () => {
    const welcome = await scene.on("slack", "erik").type("register");
    expect(words(welcome)).toContain("Your organization: Erik Holm");
    const list = await scene.on("slack", "erik").type("org list");
    expect(words(list)).toContain("Erik Holm (you work here) · organization · owner · 1 member");
  });

  it("HW-02 numbers the organization on Discord when its name is taken", async () => {
    await scene.on("discord", "alice").type('org create "Farah Aziz"');
    const welcome = await scene.on("discord", "farah").type("register");
    expect(words(welcome)).toContain("Your organization: Farah Aziz 2");
    const farah = await personCalled(scene.db, "farah");
    const own = await scene.db.organization.findUniqueOrThrow({ where: { personalForId: farah.id } });
    expect(own).toMatchObject({ name: "Farah Aziz 2", slug: "farah-aziz-2" });
  });

  it.each(platforms)("HW-02 refuses a second account, and founds nothing, on %s", async (platform) => {
    const asked = await refusalOf(scene, () => scene.on(platform, "bob").type("register"));
    expect(asked).toEqual(
      refused({
        code: "already_registered",
        what: "You already have an account: Bob Ekman.",
        rule: "One person has one account in an installation.",
        next: "There is nothing more to do.",
      }),
    );
  });
});
