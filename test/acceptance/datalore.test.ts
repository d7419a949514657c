import { afterEach, describe, expect, it } from "vitest";
import { slackChannels } from "../../playground/world.ts";
import { slackActor } from "../support/chat-slack.ts";
import type { Name, Scene, SceneOptions } from "../support/scene.ts";
import { CLAIM_CODE, startScene } from "../support/scene.ts";
import { platforms, refusalOf, refused, words } from "./story.ts";

let scene: Scene | undefined;
afterEach(() => scene?.close());

/** Nobody is registered yet. */
async function aFreshInstallation(options: SceneOptions = {}): Promise<Scene> {
  scene = await startScene(options);
  return scene;
}

/** A Discord server joins by a code from a Super Admin, who has to be somebody first; here the tables say so. */
async function connectDiscord({ db, discord }: Scene): Promise<void> {
  const { id: tenantId } = await db.tenant.findFirstOrThrow();
  const externalId =
    discord
      .as("110000000000000001")
      .channels()
      .find(({ guild }) => guild)?.guild?.id ?? "";
  const workspace = { tenantId, platform: "discord", externalId, name: "Northwind Lab", joinedAt: new Date() } as const;
  await db.workspace.create({ data: { id: crypto.randomUUID(), ...workspace } });
}

function superAdmins({ db }: Scene): Promise<readonly { readonly displayName: string }[]> {
  return db.person.findMany({ where: { role: "super_admin" }, select: { displayName: true } });
}

const missing = {
  code: "claim_code_required",
  what: "Registering first takes the claim code.",
  rule: "The first person here becomes Super Admin and proves it by the claim code in the server's log.",
  next: "It is in the log of the server's first start, after “Claim code”, unless QM_CLAIM_CODE sets it. Or ask whoever runs the server.",
};
const wrong = { ...missing, code: "code_invalid", what: "That code is not right." };

describe.each(platforms)("the first registration, on %s", (platform) => {
  it("DL-05 makes the first who registers with the claim code Super Admin, and the second a regular user", async () => {
    const fresh = await aFreshInstallation();
    await connectDiscord(fresh);
    const first = await fresh.on(platform, "alice").type(`register claim:${CLAIM_CODE}`);
    expect(words(first)).toMatch("You are: Super Admin");
    expect(first.isPrivate).toBe(true);

    const second = await fresh.on(platform, "bob").type("register");
    expect(words(second)).toMatch("You are: regular user");
    expect(await superAdmins(fresh)).toEqual([{ displayName: "Alice Moreau" }]);
  });

  it("DL-05 keeps the claim code out of the audit log", async () => {
    const fresh = await aFreshInstallation();
    await connectDiscord(fresh);
    const alice = fresh.on(platform, "alice");
    await alice.type("register claim:WRNG-CQDE");
    await alice.type(`register claim:${CLAIM_CODE}`);
    const entries = await fresh.db.auditEntry.findMany();
    expect(entries.map(({ command }) => command)).toContain("register claim:[redacted]");
    expect(JSON.stringify(entries.map(({ command, data }) => [command, data]))).not.toMatch(/WRNG-CQDE|TEST-CLAIM/u);
  });

  it("DL-05 refuses the Super Admin who registers again", async () => {
    const fresh = await aFreshInstallation();
    await connectDiscord(fresh);
    const alice = fresh.on(platform, "alice");
    await alice.type(`register claim:${CLAIM_CODE}`);
    expect(await refusalOf(fresh, () => alice.type("register"))).toEqual(
      refused({
        code: "already_registered",
        what: "You already have an account: Alice Moreau.",
        rule: "One person has one account in an installation.",
        next: "There is nothing more to do.",
      }),
    );
  });

  it("DL-05 refuses the first registration without the code, with a wrong one, and after five wrong ones", async () => {
    const fresh = await aFreshInstallation();
    await connectDiscord(fresh);
    const alice = fresh.on(platform, "alice");
    expect(await refusalOf(fresh, () => alice.type("register"))).toEqual(refused(missing));
    for (let tries = 0; tries < 5; tries += 1) {
      expect(await refusalOf(fresh, () => alice.type("register claim:WRNG-CQDE"))).toEqual(refused(wrong));
    }
    // Even the right one is not read any more.
    expect(await refusalOf(fresh, () => alice.type(`register claim:${CLAIM_CODE}`))).toEqual(
      refused({
        code: "too_many_tries",
        what: "Too many wrong codes.",
        rule: "After five wrong ones within ten minutes, no code is read.",
        next: expect.stringMatching(/^Try again (?:on|at|from) /u),
      }),
    );
    expect(await fresh.db.person.count()).toBe(0);
  });

  it("DL-05 counts wrong codes for whoever typed them, and no one else", async () => {
    const fresh = await aFreshInstallation();
    await connectDiscord(fresh);
    for (let tries = 0; tries < 5; tries += 1) await fresh.on(platform, "bob").type("register claim:WRNG-CQDE");
    const claimed = await fresh.on(platform, "alice").type(`register claim:${CLAIM_CODE}`);
    expect(words(claimed)).toMatch("You are: Super Admin");
  });

  it("DL-05 forgets wrong codes after ten minutes", async () => {
    const fresh = await aFreshInstallation();
    await connectDiscord(fresh);
    const alice = fresh.on(platform, "alice");
    for (let tries = 0; tries < 5; tries += 1) await alice.type("register claim:WRNG-CQDE");
    await fresh.db.codeAttempt.updateMany({ data: { at: new Date(Date.now() - 10 * 60_000 - 1) } });
    expect(words(await alice.type(`register claim:${CLAIM_CODE}`))).toMatch("You are: Super Admin");
  });
});

it("DL-05 asks for the code in a form when it was left out, and takes it there", async () => {
  const fresh = await aFreshInstallation();
  const refusedFirst = await fresh.on("slack", "alice").type("register");
  const { form } = await refusedFirst.press("Enter the code");
  const done = await form?.submit({ "Claim code": CLAIM_CODE });
  expect(done && words(done)).toMatch("You are: Super Admin");
});

it("DL-05 makes exactly one Super Admin of twenty who register at once, and accounts for all", async () => {
  const crowd = Array.from({ length: 14 }, (_, index) => ({
    id: `U0QMCROWD${10 + index}`,
    name: `crowd${index}`,
    realName: `Crowd ${index}`,
    email: `crowd${index}@example.com`,
    tz: "Europe/Paris",
  }));
  const fresh = await aFreshInstallation({ moreOnSlack: crowd });
  await connectDiscord(fresh);
  const channelId = slackChannels[0]?.id ?? "";
  const newcomers = crowd.map(({ id, name }) => {
    fresh.slack.as(id).join(channelId);
    return slackActor(fresh.slack, { userId: id, name, channelId });
  });
  const known: readonly Name[] = ["alice", "bob", "chen", "dana", "erik"];
  const everybody = [...newcomers, ...known.map((name) => fresh.on("slack", name)), fresh.on("discord", "farah")];

  const answers = await Promise.all(everybody.map((actor) => actor.type(`register claim:${CLAIM_CODE}`)));

  const told = answers.map((answer) => /^You are: (.+)$/mu.exec(words(answer))?.[1] ?? "").toSorted();
  expect(told).toEqual(["Super Admin", ...Array.from({ length: 19 }, () => "regular user")]);
  expect(await superAdmins(fresh)).toHaveLength(1);
  expect(await fresh.db.person.count()).toBe(20);
});
