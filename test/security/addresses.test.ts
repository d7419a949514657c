import { describe, expect, it } from "vitest";
import { createInvitation } from "../../src/domain/invitations/create-invitation.ts";
import { emailFrom } from "../../src/domain/invitations/email.ts";
import { acceptInvitation } from "../../src/domain/invitations/accept-invitation.ts";
import { matchIdentity } from "../../src/domain/people/match-identity.ts";
import { registerPerson } from "../../src/domain/people/register-person.ts";
import { aPerson, aTenant, anOrganization, contextOf, problemOf, visitorContext } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

/** "markus" with a Kelvin sign, whose lower case is an ordinary k. */
const LOOKALIKE = "mar\u212Aus@example.com";

describe("an address with characters that nobody sees", () => {
  it.each(["a\u001Bb@example.com", "a\u200Bb@example.com", "a\u007Fb@example.com", "a\r\nRCPT TO:<b>@example.com"])(
    "is none: %j",
    (text) => {
      expect(emailFrom(text)).toBeUndefined();
    },
  );
});

describe("an address with letters that only look like others", () => {
  it("is none", () => {
    expect(emailFrom(LOOKALIKE)).toBeUndefined();
    expect(emailFrom("bob@\uFF45xample.com")).toBeUndefined();
  });

  it("takes over no account", async () => {
    const world = await aTenant(database.db);
    const { id } = await aPerson(world, { email: "markus@example.com" });
    await database.db.identity.deleteMany({ where: { personId: id } });

    expect(await matchIdentity(visitorContext(world, { email: LOOKALIKE }))).toBeUndefined();
    expect(await matchIdentity(visitorContext(world, { email: "Markus@Example.com" }))).toEqual({ personId: id });
  });

  it("answers nobody else's invitation", async () => {
    const world = await aTenant(database.db);
    const alice = await aPerson(world);
    const lab = await anOrganization(world, { members: [[alice, "owner"]] });
    const { id } = await createInvitation(contextOf(world, alice), {
      organizationId: lab.id,
      invitee: { kind: "email", email: "markus@example.com" },
      role: "admin",
    });

    const accepted = acceptInvitation(visitorContext(world, { email: LOOKALIKE }), { invitationId: id });

    expect(await problemOf(accepted)).toEqual({ kind: "invitation-not-yours" });
  });

  it("is not kept as proven", async () => {
    const world = await aTenant(database.db);

    const { person } = await registerPerson(visitorContext(world, { email: LOOKALIKE }));

    expect(await database.db.person.findUnique({ where: { id: person.id } })).toMatchObject({ email: null });
  });
});
