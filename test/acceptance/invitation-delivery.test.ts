import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { worldPeople } from "../../playground/world.ts";
import type { Name, Scene } from "../support/scene.ts";
import { codeIn, link, startVisionLab } from "../support/scene.ts";
import type { Mailbox } from "./mailbox.ts";
import { openMailbox } from "./mailbox.ts";
import { expectSoon, foundLab, isReadable, membersOf, newsFor, refusalOf, refused, words } from "./story.ts";

let scene: Scene;
let mailbox: Mailbox;
beforeAll(async () => {
  mailbox = await openMailbox();
  scene = await startVisionLab({ smtpUrl: mailbox.url });
});
afterAll(async () => {
  await scene.close();
  await mailbox.close();
});

function allowDirectMessages(name: Name, isAllowed: boolean): void {
  const { discordId = "" } = worldPeople.find(({ id }) => id === name) ?? {};
  scene.discord.as(discordId).allowDirectMessages(isAllowed);
}

describe("an invitation that does not arrive", () => {
  it("R-22 CO-14 is shown to the inviter with the reason and Retry, and arrives once the person lets it", async () => {
    const lab = await foundLab(scene);
    allowDirectMessages("dana", false);
    await scene.on("discord", "alice").type("invite create @dana");

    const stuck = await newsFor(
      scene,
      "alice",
      new RegExp(`Invited Dana Okafor to ${lab.name} as member\\nNot delivered`, "u"),
    );
    expect(words(stuck)).toMatch(/direct messages/u);
    expect(stuck.choices).toEqual(["Retry", "Resend", "Revoke"]);
    expect(isReadable(stuck)).toBe(true);
    const list = await scene.on("discord", "alice").type("invite list");
    expect(words(list)).toMatch(/Dana Okafor · member · .*not delivered/u);

    allowDirectMessages("dana", true);
    await stuck.press("Retry");
    const card = await scene.on("discord", "dana").receives(new RegExp(`invites you to ${lab.name} as member`, "u"));
    await expectSoon(() => words(stuck.now())).toMatch(/Waiting: sent in Discord/u);
    expect(stuck.now().choices).toEqual(["Resend", "Revoke"]);
    await card.press("Accept");
    await expectSoon(() => membersOf(scene, lab)).toEqual(["alice owner", "dana member"]);
  });

  it("R-22 refuses a retry of what has arrived", async () => {
    await foundLab(scene);
    await scene.on("slack", "alice").type("invite create @chen");
    await scene.on("slack", "chen").receives(/invites you to Optics/u);
    expect(await refusalOf(scene, () => scene.on("slack", "alice").type("invite retry @chen"))).toEqual(
      refused({
        code: "nothing_to_retry",
        what: "There is nothing to retry.",
        rule: "The invitation has reached Chen Li.",
        next: "Wait for the answer.",
      }),
    );
  });

  it("E11 goes to Slack when the direct messages on Discord, where the person was last, are closed", async () => {
    const lab = await foundLab(scene);
    await scene.on("slack", "bob").type("register");
    await link(scene, "bob");
    await scene.on("discord", "bob").type('org create "Bob\'s bench"');
    allowDirectMessages("bob", false);
    await scene.on("slack", "alice").type("invite create @bob");

    await scene.on("slack", "bob").receives(new RegExp(`invites you to ${lab.name} as member`, "u"));
    const card = await newsFor(
      scene,
      "alice",
      new RegExp(`Invited Bob Ekman to ${lab.name} as member\\nWaiting: sent in Slack`, "u"),
    );
    expect(words(card)).toMatch(/direct messages.+ So it went to Slack\./u);
    expect(isReadable(card)).toBe(true);
  });

  it("E11 goes by e-mail when nothing in chat is open, to the address that a code has proven", async () => {
    const first = await foundLab(scene);
    await scene.on("slack", "alice").type("invite create farah@home.example");
    const mail = await mailbox.receives("farah@home.example");
    const joined = await scene.on("discord", "farah").type(`invite accept ${codeIn(mail)}`);
    expect(words(joined)).toContain(`You joined ${first.name} as member.`);

    const second = await foundLab(scene);
    allowDirectMessages("farah", false);
    await scene.on("slack", "alice").type("invite create farah@home.example");
    const card = await newsFor(
      scene,
      "alice",
      new RegExp(`Invited Farah Aziz to ${second.name} as member\\nWaiting: sent by e-mail`, "u"),
    );
    expect(words(card)).toMatch(/direct messages.+ So it went to farah@home\.example\./u);
    expect(await mailbox.receives("farah@home.example")).toContain(`Alice Moreau invites you to ${second.name}`);
  });

  it("E11 refuses a code from the mail the second time, and to anybody who guesses", async () => {
    const lab = await foundLab(scene);
    await scene.on("slack", "alice").type("invite create kim@home.example");
    const code = codeIn(await mailbox.receives("kim@home.example"));
    expect(await refusalOf(scene, () => scene.on("discord", "dana").type("invite accept 2222-2222"))).toMatchObject({
      code: "code_invalid",
      isPrivate: true,
      changed: [],
    });
    const joined = await scene.on("discord", "dana").type(`invite accept ${code}`);
    expect(words(joined)).toContain(`You joined ${lab.name} as member.`);
    const again = await refusalOf(scene, () => scene.on("slack", "bob").type(`invite accept ${code}`));
    expect(again).toMatchObject({ isPrivate: true, isRecorded: true, changed: [] });
    expect(again.code).toMatch(/^(?:code_invalid|invitation_accepted)$/u);
  });
});
