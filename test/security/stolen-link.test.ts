import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createLinkCode } from "../../src/domain/people/create-link-code.ts";
import { linkIdentity } from "../../src/domain/people/link-identity.ts";
import { createOrganization } from "../../src/domain/organizations/create-organization.ts";
import { findReader } from "../../src/notifications/routes.ts";
import { aPerson, aTenant, contextOf, later, systemWorld, visitorContext } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

describe("news that an account was linked", () => {
  it("reaches its owner where they were, however busy a thief of the code has been since", async () => {
    const world = await aTenant(database.db);
    const alice = await aPerson(world, { name: "Alice Moreau" });
    const { code } = await createLinkCode(contextOf(world, alice));
    const thief = visitorContext(world, { platform: "discord", externalId: "900", handle: "mallory" });
    await linkIdentity(thief, { code });
    const asAlice = { ...contextOf(world, alice, { now: later(1000) }), origin: thief.origin };
    await createOrganization(asAlice, { name: "Mine now", kind: "organization" });

    const where = { tenantId: world.tenantId, subject: "notice", recipient: `person:${alice.id}` };
    const delivery = await database.db.delivery.findFirstOrThrow({ where });
    const log = pino({ enabled: false });
    const sender = { db: database.db, world: () => systemWorld(database.db), messengers: {}, log };
    const { routes } = await findReader(sender, delivery);

    expect(routes.map(({ channel }) => channel)).toEqual(["slack", "email", "discord"]);
  });
});
