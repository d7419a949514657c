import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { fillIn, foundLab, isReadable, membersOf, newsFor, platforms, registerEverywhere, words } from "./story.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["bob", "chen"]);
});
afterAll(() => scene.close());

describe.each(platforms)("deleting for good, on %s", (platform) => {
  it("wants the name typed, and tells everybody concerned", async () => {
    const lab = await foundLab(scene, { members: { chen: "admin" } });
    const alice = scene.on(platform, "alice");
    await alice.type(`invite create @bob org:${lab.slug}`);
    const question = await alice.type(`org delete ${lab.slug}`);
    expect(words(question)).toMatch(
      `Delete ${lab.name} for good?\nAll 2 members, you among them, lose access to all that it shares, at once. 1 pending invitation ends.\nThis cannot be undone`,
    );

    const asked = await question.press("Delete");
    expect(asked.form?.fields.map(({ label }) => label)).toEqual([`Type ${lab.name} to delete it`]);
    const done = await fillIn(asked, { Type: lab.name });

    expect(words(done)).toMatch(`Deleted ${lab.name}\n2 memberships and 1 pending invitation ended.`);
    expect(isReadable(done)).toBe(true);
    expect(await membersOf(scene, lab)).toEqual([]);
    await newsFor(scene, "chen", new RegExp(`${lab.name} was deleted`, "u"));
    await newsFor(scene, "bob", new RegExp(`The invitation to ${lab.name} was revoked by Alice Moreau`, "u"));
    expect(words(await alice.type("org list"))).not.toMatch(lab.name);
  });

  it("is not done for a wrong name: what was typed stays, to be mended", async () => {
    const lab = await foundLab(scene);
    const question = await scene.on(platform, "alice").type(`org delete ${lab.slug} reason:merged`);
    const wrong = await fillIn(await question.press("Delete"), { Type: "Optic" });
    expect(words(wrong)).toMatch(new RegExp(`“Optic” is not its name\\.\\sIt is called ${lab.name}`, "u"));
    expect(await membersOf(scene, lab)).toEqual(["alice owner"]);

    const again = platform === "slack" ? wrong : await wrong.press("Continue editing");
    expect(again.form?.fields.map(({ value }) => value)).toEqual(["Optic"]);
    expect(words(await fillIn(again, { Type: lab.name }))).toMatch(`Deleted ${lab.name}`);
    const entry = await scene.db.auditEntry.findFirst({ where: { kind: "organization-deleted", subject: lab.name } });
    expect(entry?.reason).toBe("merged");
  });

  it("tells who presses too late that it was deleted, and by whom", async () => {
    const lab = await foundLab(scene, { members: { chen: "owner" } });
    const late = await scene.on(platform, "chen").type(`org delete ${lab.slug}`);
    const question = await scene.on(platform, "alice").type(`org delete ${lab.slug}`);
    await fillIn(await question.press("Delete"), { Type: lab.name });

    const told = words(await late.press("Delete"));
    expect(told).toMatch(`${lab.name} is not there any more.\nAlice Moreau deleted it on`);
    expect(told).toMatch(/^code organization_deleted$/mu);
  });

  it("leaves the organization that came with the account", async () => {
    const refused = await scene.on(platform, "bob").type('org delete "Bob Ekman"');
    expect(words(refused)).toMatch("✗ Bob Ekman can't be deleted.\nIt came with an account");
    expect(words(refused)).toMatch(/^code personal_organization$/mu);
  });
});
