import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { worldPeople } from "../../playground/world.ts";
import type { Scene } from "../support/scene.ts";
import { startVisionLab } from "../support/scene.ts";
import { openMailbox } from "./mailbox.ts";
import type { Mailbox } from "./mailbox.ts";
import { foundLab, isReadable, newsFor, platforms, refusalOf, refused, registerEverywhere, words } from "./story.ts";

const farahOnDiscord = worldPeople.find(({ id }) => id === "farah")?.discordId ?? "";

let scene: Scene;
beforeAll(async () => {
  scene = await startVisionLab();
  await registerEverywhere(scene, ["chen"]);
});
afterAll(() => scene.close());

describe.each(platforms)("inviting by the form, on %s", (platform) => {
  it("CO-14 sends a direct message with Accept and Decline when the form is saved", async () => {
    const lab = await foundLab(scene);
    const { form } = await scene.on(platform, "alice").type("invite create");
    const saved = await form?.submit({ "… or": "chen" });
    expect(saved && words(saved)).toMatch(`Invited Chen Li to ${lab.name} as member`);

    const card = await newsFor(scene, "chen", new RegExp(`Alice Moreau invites you to ${lab.name} as member`, "u"));
    expect(card.choices).toEqual(expect.arrayContaining(["Accept", "Decline"]));
    expect(isReadable(card)).toBe(true);
  });

  it("CO-14 shows the invited among the people, as invited, until they answer", async () => {
    const lab = await foundLab(scene);
    const alice = scene.on(platform, "alice");
    await alice.type("invite create @chen");
    expect(words(await alice.type("member list"))).toMatch(/Chen Li · member · invited/u);

    const card = await newsFor(scene, "chen", new RegExp(`invites you to ${lab.name}`, "u"));
    await card.press("Accept");
    expect(words(await alice.type("member list"))).toMatch(/Chen Li · member · active/u);
  });

  it("CO-14 tells the inviter which way it went, and until when it is good", async () => {
    const lab = await foundLab(scene);
    await scene.on(platform, "alice").type("invite create @chen");
    const card = await newsFor(scene, "alice", new RegExp(`Invited Chen Li to ${lab.name}[^]*Waiting: sent in`, "u"));
    expect(words(card)).toMatch(/Waiting: sent in (?:Slack|Discord) /u);
    expect(words(card)).toMatch(/^Expires /mu);
    expect(isReadable(card)).toBe(true);
  });

  it("CO-14 shows that it could not be delivered, why, and how to try again", async () => {
    const lab = await foundLab(scene);
    await scene.on(platform, "alice").type("invite create zoe@example.com");
    const card = await newsFor(scene, "alice", new RegExp(`Invited zoe@example.com to ${lab.name}[^]*Not`, "u"));
    expect(words(card)).toMatch("Not delivered. This installation has no mail server.");
    expect(card.choices).toEqual(["Retry", "Resend", "Revoke"]);

    const list = await scene.on(platform, "alice").type("invite list");
    expect(words(list)).toMatch(/zoe@example.com · member · not delivered/u);
  });

  it("CO-14 refuses an address that is none", async () => {
    const lab = await foundLab(scene);
    expect(await refusalOf(scene, () => scene.on(platform, "alice").type("invite create zoe@example"))).toEqual(
      refused({
        code: "email_invalid",
        what: "“zoe@example” is no e-mail address.",
        rule: "An address looks like ann@example.com.",
        next: "Check the spelling, or mention the person.",
      }),
    );
    expect(await scene.db.invitation.count({ where: { organizationId: lab.id } })).toBe(0);
  });
});

it("CO-14 reaches somebody on Retry whose direct messages were closed", async () => {
  const lab = await foundLab(scene);
  const farah = scene.discord.as(farahOnDiscord);
  farah.allowDirectMessages(false);
  await scene.on("discord", "alice").type("invite create @farah");
  const card = await newsFor(scene, "alice", new RegExp(`Invited Farah Aziz to ${lab.name}[^]*Not delivered`, "u"));
  expect(words(card)).toMatch("Farah Aziz's direct messages are closed on Discord.");

  farah.allowDirectMessages(true);
  await card.press("Retry");
  await scene.on("discord", "farah").receives(new RegExp(`invites you to ${lab.name}`, "u"));
  const now = await newsFor(scene, "alice", new RegExp(`Invited Farah Aziz to ${lab.name}[^]*sent in Discord`, "u"));
  expect(now.choices).not.toContain("Retry");
});

describe("inviting where there is a mail server", () => {
  let mailbox: Mailbox;
  let mailing: Scene;
  beforeAll(async () => {
    mailbox = await openMailbox();
    mailing = await startVisionLab({ smtpUrl: mailbox.url });
  });
  afterAll(async () => {
    await mailing.close();
    await mailbox.close();
  });

  it("CO-14 sends an e-mail to who is on no chat platform, and says so on the card", async () => {
    await mailing.on("slack", "alice").type("invite create zoe@example.com");
    const mail = await mailbox.receives("zoe@example.com");
    expect(mail).toMatch("Alice Moreau invites you to Vision Lab as member");

    const card = await newsFor(mailing, "alice", /Invited zoe@example.com[^]*sent by e-mail/u);
    expect(words(card)).toMatch(/^Expires /mu);
  });
});
