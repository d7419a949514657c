import { describe, expect, it } from "vitest";
import { redeemInvitationCode } from "../../src/domain/invitations/redeem-invitation-code.ts";
import { createClaimCode } from "../../src/domain/people/create-claim-code.ts";
import { createLinkCode } from "../../src/domain/people/create-link-code.ts";
import { linkIdentity } from "../../src/domain/people/link-identity.ts";
import { registerPerson } from "../../src/domain/people/register-person.ts";
import { createJoinCode } from "../../src/domain/workspaces/create-join-code.ts";
import { joinTenant } from "../../src/domain/workspaces/join-tenant.ts";
import { aPerson, aTenant, contextOf, newId, problemOf, systemWorld, visitorContext } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase(30);

const kindOf = async (work: Promise<unknown>) => {
  const problem = await problemOf(work);
  return typeof problem === "object" && problem !== null && "kind" in problem ? problem.kind : problem;
};

/** What forty simultaneous guesses come to, by kind of answer. */
async function fortyAtOnce(guess: (number: number) => Promise<unknown>) {
  const kinds = await Promise.all(Array.from({ length: 40 }, (_, number) => kindOf(guess(number))));
  return Object.fromEntries([...new Set(kinds)].map((kind) => [kind, kinds.filter((one) => one === kind).length]));
}

const FIVE_TRIES = { "code-invalid": 5, "too-many-tries": 35 };

describe("somebody who guesses codes", () => {
  it("gets five tries at the claim code, however many at once", async () => {
    const world = await aTenant(database.db, { claimed: false });
    await createClaimCode(systemWorld(database.db), { tenantId: world.tenantId });
    const visitor = visitorContext(world);

    expect(await fortyAtOnce((number) => registerPerson(visitor, { claimCode: `GUESS${number}` }))).toEqual(FIVE_TRIES);
  });

  it("gets five tries at a link code, however many at once", async () => {
    const world = await aTenant(database.db);
    await createLinkCode(contextOf(world, await aPerson(world)));
    const visitor = visitorContext(world, { platform: "discord" });

    expect(await fortyAtOnce((number) => linkIdentity(visitor, { code: `GUESS${number}` }))).toEqual(FIVE_TRIES);
  });

  it("gets five tries at invitations' codes, however many at once", async () => {
    const world = await aTenant(database.db);
    const visitor = visitorContext(world);

    expect(await fortyAtOnce((number) => redeemInvitationCode(visitor, { code: `GUESS${number}` }))).toEqual(
      FIVE_TRIES,
    );
  });

  it("gets five tries at joining, and not one more when the sixth is right", async () => {
    await aTenant(database.db);
    const world = await aTenant(database.db);
    const { code } = await createJoinCode(contextOf(world, await aPerson(world, { role: "super_admin" })));
    const typedBy = { externalId: newId(), label: "Mallory" };
    const join = (guess: string) =>
      joinTenant(systemWorld(database.db), {
        platform: "slack",
        externalId: "T0MALLORY",
        name: "Mallory's",
        code: guess,
        typedBy,
      });

    expect(await fortyAtOnce((number) => join(`GUESS${number}`))).toEqual(FIVE_TRIES);
    expect(await kindOf(join(code))).toBe("too-many-tries");
  });
});
