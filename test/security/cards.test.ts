import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { changeRole } from "../../src/domain/memberships/change-role.ts";
import { removeMember } from "../../src/domain/memberships/remove-member.ts";
import { proposeLoan } from "../../src/domain/loans/propose-loan.ts";
import { createRequest } from "../../src/domain/requests/create-request.ts";
import { compose } from "../../src/notifications/compose.ts";
import { anOrganization, aPerson, aTenant, contextOf, DAY, later, systemWorld } from "../support/builders.ts";
import type { SomePerson, World } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { aLimit, GPU, hours } from "../support/limited.ts";

const database = useDatabase();

async function aLab() {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const chen = await aPerson(world, { name: "Chen Li" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const members = [
    [alice, "owner"],
    [chen, "admin"],
    [bob, "member"],
  ] as const;
  const lab = await anOrganization(world, { name: "Vision Lab", members });
  const pool = { scope: "organization", organizationId: lab.id } as const;
  await aLimit(world, pool, { hours: 777 });
  await aLimit(world, { scope: "member", organizationId: lab.id, personId: bob.id }, { hours: 55 });
  return { world, alice, chen, bob, lab };
}

/** All that a card would tell this person now. */
async function told({ db }: World, subject: string, reader: SomePerson): Promise<string> {
  const recipient = `person:${reader.id}`;
  const delivery = await db.delivery.findFirstOrThrow({ where: { subject, recipient } });
  const sender = { db, world: () => systemWorld(db), messengers: {}, log: pino({ level: "silent" }) };
  return JSON.stringify(await compose(sender, delivery, { channel: "slack", readerId: reader.id }));
}

const wish = { meter: GPU, amount: hours(20), until: later(3 * DAY), reason: "secret project" };

describe("cards", () => {
  it("say no more of a request to who may no longer answer it", async () => {
    const { world, alice, chen, bob, lab } = await aLab();
    await createRequest(contextOf(world, bob), { ...wish, organizationId: lab.id, for: "me" });
    expect(await told(world, "request:reviewer", chen)).toContain("secret project");

    await changeRole(contextOf(world, alice), { organizationId: lab.id, personId: chen.id, role: "member" });
    const demoted = await told(world, "request:reviewer", chen);
    expect(demoted).toContain("no longer yours");
    expect(demoted).not.toMatch(/secret|55|777|Bob|Approve/u);
    expect(await told(world, "request:reviewer", alice)).toContain("secret project");
  });

  it("say no more of an organization's limits to who asked for it and has left", async () => {
    const { world, alice, bob, lab } = await aLab();
    const faculty = await anOrganization(world, { members: [[await aPerson(world), "owner"]] });
    await world.db.organization.update({ where: { id: lab.id }, data: { parentId: faculty.id } });
    await createRequest(contextOf(world, bob), { ...wish, organizationId: lab.id, for: "organization" });
    expect(await told(world, "request:requester", bob)).toContain("777");

    await removeMember(contextOf(world, alice), { organizationId: lab.id, personId: bob.id });
    expect(await told(world, "request:requester", bob)).not.toContain("777");
  });

  it("say no more of a loan to who no longer lends there", async () => {
    const { world, alice, chen, lab } = await aLab();
    const optics = await anOrganization(world, { name: "Optics", members: [[await aPerson(world), "owner"]] });
    await aLimit(world, { scope: "organization", organizationId: optics.id }, { hours: 10 });
    const offer = { ...wish, side: "lender", organizationId: lab.id, other: "Optics" } as const;
    await proposeLoan(contextOf(world, chen), offer);
    expect(await told(world, "loan:lender", chen)).toContain("777");

    await removeMember(contextOf(world, alice), { organizationId: lab.id, personId: chen.id });
    const removed = await told(world, "loan:lender", chen);
    expect(removed).toContain("no longer yours");
    expect(removed).not.toMatch(/777|Optics/u);
  });
});
