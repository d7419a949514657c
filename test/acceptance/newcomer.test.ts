import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scene } from "../support/scene.ts";
import { link, startVisionLab } from "../support/scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
});
afterAll(() => scene.close());

describe("the newcomer's path", () => {
  it("leads from an invitation on Slack to the membership seen from Discord", async () => {
    const alice = scene.on("slack", "alice");
    const answer = await alice.type("invite create @bob role:admin");
    expect(answer.isPrivate).toBe(true);
    expect(answer.text).toContain("Invited");

    const card = await scene.on("slack", "bob").receives(/invites you to Vision Lab/u);
    expect(card.choices).toEqual(expect.arrayContaining(["Accept", "Decline"]));
    const accepted = await card.press("Accept");
    expect(accepted.text).toMatch(/Vision Lab/u);

    await link(scene, "bob");
    const list = await scene.on("discord", "bob").type("member list");
    expect(list.text).toMatch(/Bob Ekman/u);
  });
});
