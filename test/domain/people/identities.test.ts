import { describe, expect, it } from "vitest";
import { activatePerson } from "../../../src/domain/people/activate-person.ts";
import { createLinkCode } from "../../../src/domain/people/create-link-code.ts";
import { findPeople, resolvePerson } from "../../../src/domain/people/find-people.ts";
import { linkIdentity } from "../../../src/domain/people/link-identity.ts";
import { matchIdentity } from "../../../src/domain/people/match-identity.ts";
import { registerPerson } from "../../../src/domain/people/register-person.ts";
import { setRegistration } from "../../../src/domain/people/set-registration.ts";
import { aPerson, aTenant, contextOf, later, problemOf, visitorContext } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();
const TEN_MINUTES = 10 * 60_000;

describe("linkIdentity (D-06)", () => {
  it("makes a Discord visitor known as the person who made the code on Slack, once", async () => {
    const world = await aTenant(database.db);
    const alice = await aPerson(world);
    const { code, platform } = await createLinkCode(contextOf(world, alice));
    const onDiscord = visitorContext(world, { platform: "discord" });

    expect(platform).toBe("discord");
    expect(await linkIdentity(onDiscord, { code })).toMatchObject({ person: { id: alice.id }, platform: "discord" });
    const another = visitorContext(world, { platform: "discord" });
    expect(await problemOf(linkIdentity(another, { code }))).toMatchObject({ kind: "code-invalid", reason: "used" });
  });

  it("gives one of several who type the code at once the account", async () => {
    const world = await aTenant(database.db);
    const { code } = await createLinkCode(contextOf(world, await aPerson(world)));

    const tries = Array.from({ length: 5 }, () =>
      problemOf(linkIdentity(visitorContext(world, { platform: "discord" }), { code })),
    );

    expect((await Promise.all(tries)).filter((outcome) => outcome === "nothing was refused")).toHaveLength(1);
  });

  it("is over after exactly ten minutes", async () => {
    const world = await aTenant(database.db);
    const { code, expiresAt } = await createLinkCode(contextOf(world, await aPerson(world)));
    const at = (now: Date) => problemOf(linkIdentity(visitorContext(world, { platform: "discord", now }), { code }));

    expect(expiresAt).toEqual(later(TEN_MINUTES));
    expect(await at(later(TEN_MINUTES))).toMatchObject({ kind: "code-invalid", reason: "expired" });
    expect(await at(later(TEN_MINUTES - 1))).toBe("nothing was refused");
  });

  it("reads no code after five wrong ones, from that account", async () => {
    const world = await aTenant(database.db);
    const { code } = await createLinkCode(contextOf(world, await aPerson(world)));
    const guesser = visitorContext(world, { platform: "discord" });
    for (let tries = 0; tries < 5; tries++) await problemOf(linkIdentity(guesser, { code: "WRONG" }));

    expect(await problemOf(linkIdentity(guesser, { code }))).toMatchObject({ kind: "too-many-tries" });
    expect(await problemOf(linkIdentity(visitorContext(world, { platform: "discord" }), { code }))).toBe(
      "nothing was refused",
    );
  });

  it("refuses a second account on the same platform, and leaves the code unused", async () => {
    const world = await aTenant(database.db);
    const alice = await aPerson(world, { username: "alice_l" });
    const { code } = await createLinkCode(contextOf(world, alice));

    expect(await problemOf(linkIdentity(visitorContext(world), { code }))).toEqual({
      kind: "account-has-identity",
      platform: "slack",
      handle: "alice_l",
    });
    expect(await problemOf(linkIdentity(visitorContext(world, { platform: "discord" }), { code }))).toBe(
      "nothing was refused",
    );
  });

  it("refuses who has an account already", async () => {
    const world = await aTenant(database.db);
    const { code } = await createLinkCode(contextOf(world, await aPerson(world)));
    const bob = await aPerson(world, { username: "bob_l" });

    expect(await problemOf(linkIdentity(contextOf(world, bob), { code }))).toMatchObject({
      kind: "identity-has-account",
      username: "bob_l",
    });
  });
});

describe("matchIdentity", () => {
  it("links who has a verified address of ours confirmed by their platform", async () => {
    const world = await aTenant(database.db);
    const visitor = visitorContext(world, { platform: "slack", email: "eve@x.io" });
    const eve = await registerPerson(visitorContext(world, { platform: "discord", handle: "eve" }));
    expect(await matchIdentity(visitor)).toBeUndefined();
    await database.db.person.update({
      where: { id: eve.person.id },
      data: { email: "eve@x.io", emailVerifiedAt: later(0) },
    });

    expect(await matchIdentity(visitor)).toEqual({ personId: eve.person.id });
  });

  it("does not trust an address that the account never verified", async () => {
    const world = await aTenant(database.db);
    const eve = await registerPerson(visitorContext(world, { platform: "discord", handle: "eve" }));
    await database.db.person.update({ where: { id: eve.person.id }, data: { email: "eve@x.io" } });

    expect(await matchIdentity(visitorContext(world, { email: "eve@x.io" }))).toBeUndefined();
  });
});

describe("activatePerson", () => {
  it("activates once; the second to click hears who did it and when", async () => {
    const world = await aTenant(database.db, { registration: "restricted" });
    const admin = await aPerson(world, { name: "Root", role: "admin" });
    const { person } = await registerPerson(visitorContext(world));
    const activate = () => activatePerson(contextOf(world, admin), { personId: person.id });

    expect(await activate()).toMatchObject({ organization: { name: "Bob Ekman" } });
    expect(await problemOf(activate())).toEqual({
      kind: "already-activated",
      name: "Bob Ekman",
      by: "Root",
      at: later(0),
    });
  });

  it("is not for regular people", async () => {
    const world = await aTenant(database.db);
    const bob = await aPerson(world);

    expect(await problemOf(activatePerson(contextOf(world, bob), { personId: bob.id }))).toMatchObject({
      kind: "forbidden",
      permission: "person:activate",
      role: "regular",
    });
  });
});

describe("setRegistration", () => {
  it("is the Super Admin's, and says when nothing changes", async () => {
    const world = await aTenant(database.db);
    const admin = await aPerson(world, { role: "admin" });
    const root = await aPerson(world, { role: "super_admin" });
    const close = (actor: typeof root) => setRegistration(contextOf(world, actor), { registration: "closed" });

    expect(await problemOf(close(admin))).toMatchObject({ kind: "forbidden" });
    expect(await close(root)).toEqual({ before: "open", after: "closed", changed: true });
    expect(await close(root)).toMatchObject({ changed: false });
  });
});

describe("findPeople and resolvePerson", () => {
  it("find by username, name and whole address, within the tenant alone", async () => {
    const world = await aTenant(database.db);
    const alice = await aPerson(world, { name: "Alice Moreau", username: "alice_m" });
    await aPerson(world, { name: "Malice", username: "other" });
    await aPerson(await aTenant(database.db), { name: "Alice Elsewhere" });
    const context = contextOf(world, alice);
    const found = async (query: string) => (await findPeople(context, { query })).map((person) => person.name);

    expect(await found("alice")).toEqual(["Alice Moreau", "Malice"]);
    expect(await found("ALICE_M@example.com")).toEqual(["Alice Moreau"]);
    expect(await found("alice_m@exam")).toEqual([]);
    expect(await resolvePerson(context, { query: "@Alice_M" })).toMatchObject({ id: alice.id });
  });

  it("asks which one is meant when two have the name", async () => {
    const world = await aTenant(database.db);
    const one = await aPerson(world, { name: "Sam Lee" });
    await aPerson(world, { name: "Sam Lee" });

    expect(await problemOf(resolvePerson(contextOf(world, one), { query: "sam lee" }))).toMatchObject({
      kind: "person-ambiguous",
      candidates: [{ name: "Sam Lee" }, { name: "Sam Lee" }],
    });
  });
});
