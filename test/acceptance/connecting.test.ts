import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { CLAIM_CODE, codeIn, startScene } from "../support/scene.ts";
import { refusalOf, refused, words } from "./story.ts";

let scene: Scene;
beforeEach(async () => {
  scene = await startScene();
  await scene.on("slack", "alice").type(`register claim:${CLAIM_CODE}`);
});
afterEach(() => scene.close());

const join = (code: string) => () => scene.on("discord", "farah").type(`workspace join code:${code}`);
const makeCode = async () => codeIn((await scene.on("slack", "alice").type("workspace code")).text);

/** Refused where there is no installation yet whose log it could stand in. */
const unwritten = { isRecorded: false };

describe("a second workspace", () => {
  it("is told, whatever is asked there, that it is not connected, and how that is done", async () => {
    expect(await refusalOf(scene, () => scene.on("discord", "farah").type("whoami"))).toEqual({
      ...refused({
        code: "workspace_unconnected",
        what: "This server is not connected yet.",
        rule: "Each Slack workspace and Discord server belongs to one installation, and joins it by a one-time code.",
        next: "A Super Admin makes the code where the installation is already connected, by workspace code. Enter it here.",
      }),
      ...unwritten,
    });
  });

  it("joins by a code that a Super Admin made on the first, and its people can register", async () => {
    const joined = await join(await makeCode())();
    expect(words(joined)).toMatch("✓ Northwind Lab is now connected to Northwind Lab");
    expect(joined.isPrivate).toBe(true);
    const registered = await joined.press("Register");
    expect(words(registered)).toMatch("Welcome, Farah Aziz.");
    expect(await scene.db.workspace.count()).toBe(2);
  });

  it("joins by a code once", async () => {
    const code = await makeCode();
    await scene.db.code.updateMany({ where: { purpose: "join_tenant" }, data: { usedAt: new Date() } });
    expect(await refusalOf(scene, join(code))).toMatchObject({
      code: "code_invalid",
      what: "That code has been used already.",
      rule: "A workspace joins by a one-time code that a Super Admin makes where the installation is connected.",
      next: "Ask a Super Admin for a new code.",
      changed: [],
    });
    expect(await scene.db.workspace.count()).toBe(1);
  });

  it("joins by no code that has expired", async () => {
    const code = await makeCode();
    await scene.db.code.updateMany({ where: { purpose: "join_tenant" }, data: { expiresAt: new Date() } });
    expect(await refusalOf(scene, join(code))).toMatchObject({ what: "That code has expired.", changed: [] });
  });

  it("joins by no guess: after five wrong codes not even by the right one", async () => {
    const code = await makeCode();
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await refusalOf(scene, join("WRNG-CQDE"))).toMatchObject({ what: "That code is not right.", changed: [] });
    }
    expect(await refusalOf(scene, join(code))).toMatchObject({ code: "too_many_tries", changed: [] });
    expect(await scene.db.workspace.count()).toBe(1);
  });

  it("that is connected already stays where it is", async () => {
    await join(await makeCode())();
    expect(await refusalOf(scene, join(await makeCode()))).toMatchObject({
      code: "workspace_connected",
      changed: [],
    });
  });

  it("takes a code that only Super Admins can make", async () => {
    await scene.on("slack", "bob").type("register");
    expect(await refusalOf(scene, () => scene.on("slack", "bob").type("workspace code"))).toEqual(
      refused({
        code: "forbidden",
        what: "You may not connect another Slack workspace or Discord server.",
        rule: "Only Super Admins may; you are not one of them.",
        next: "Ask Alice Moreau.",
      }),
    );
  });
});
