import { describe, expect, it } from "vitest";
import type { Context } from "../../../src/domain/context.ts";
import { askToAct } from "../../../src/domain/memberships/ask-to-act.ts";
import { anOrganization, aPerson, aTenant, contextOf, DAY, later, NOON, problemOf } from "../../support/builders.ts";
import type { SomePerson } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";

const database = useDatabase();

async function aLab() {
  const world = await aTenant(database.db);
  const owner = await aPerson(world, { name: "Olga" });
  const admin = await aPerson(world, { name: "Alice Moreau" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, {
    members: [
      [owner, "owner"],
      [admin, "admin"],
      [bob, "member"],
    ],
  });
  const by = (person: SomePerson, now?: Date) => contextOf(world, person, now ? { now } : {});
  return { world, owner, admin, bob, lab, by };
}

type Lab = Awaited<ReturnType<typeof aLab>>["lab"];

function ask(context: Context, lab: Lab, whom = "@dana") {
  return askToAct(context, {
    organizationId: lab.id,
    permission: "member:remove",
    attempt: { command: "member remove", input: { person: whom, org: "lab" } },
    tried: `member remove person:${whom}`,
  });
}

async function toldIn({ tenantId }: { readonly tenantId: string }): Promise<readonly string[]> {
  const rows = await database.db.delivery.findMany({ where: { tenantId, subject: "notice" } });
  return rows.map(({ recipient }) => recipient).toSorted();
}

describe("askToAct", () => {
  it("tells the owners and admins, and nobody else", async () => {
    const { world, owner, admin, bob, lab, by } = await aLab();

    expect(await ask(by(bob), lab)).toEqual({
      outcome: "asked",
      asked: [
        { id: owner.id, name: "Olga" },
        { id: admin.id, name: "Alice Moreau" },
      ],
    });
    expect(await toldIn(world)).toEqual([`person:${owner.id}`, `person:${admin.id}`].toSorted());
  });

  it("tells only owners of what takes an owner", async () => {
    const { owner, admin, lab, by } = await aLab();
    const attempt = { command: "org delete", input: {} };
    const request = {
      organizationId: lab.id,
      permission: "organization:delete",
      attempt,
      tried: "org delete",
    } as const;

    expect((await askToAct(by(admin), request)).asked).toEqual([{ id: owner.id, name: "Olga" }]);
  });

  it("tells at most ten", async () => {
    const { world, bob, by } = await aLab();
    const admins = await Promise.all(Array.from({ length: 12 }, () => aPerson(world)));
    const members = [...admins.map((one) => [one, "admin"] as const), [bob, "member"] as const];
    const crowd = await anOrganization(world, { members });

    expect((await ask(by(bob), crowd)).asked).toHaveLength(10);
  });

  it("asks for the same once a day, and says when it can be asked again", async () => {
    const { bob, lab, by } = await aLab();
    await ask(by(bob), lab);

    expect(await problemOf(ask(by(bob, later(DAY - 1)), lab))).toEqual({
      kind: "ask-limit",
      because: "same",
      limit: 1,
      again: later(DAY),
      organization: lab.name,
    });
    expect((await ask(by(bob, later(DAY)), lab)).outcome).toBe("asked");
  });

  it("asks once when the button is pressed many times at once", async () => {
    const { bob, lab, by } = await aLab();
    const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => ask(by(bob), lab)));

    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("lets nobody ask for more than ten things a day", async () => {
    const { bob, lab, by } = await aLab();
    for (let count = 0; count < 10; count += 1) await ask(by(bob, later(count)), lab, `@dana${count}`);

    expect(await problemOf(ask(by(bob, later(10)), lab, "@erik"))).toMatchObject({
      kind: "ask-limit",
      because: "often",
      again: later(DAY, NOON),
    });
  });

  it("counts for each asker alone", async () => {
    const { world, bob, by } = await aLab();
    const [chen, olga] = [await aPerson(world, { name: "Chen" }), await aPerson(world, { name: "Olga" })];
    const members = [[olga, "owner"] as const, [bob, "member"] as const, [chen, "member"] as const];
    const lab = await anOrganization(world, { members });
    await ask(by(bob), lab);

    expect((await ask(by(chen), lab)).outcome).toBe("asked");
  });

  it("has nothing to ask for once the asker may", async () => {
    const { world, admin, lab, by } = await aLab();

    expect(await ask(by(admin), lab)).toEqual({ outcome: "may-now", asked: [] });
    expect(await toldIn(world)).toEqual([]);
  });

  it("is not for strangers, who learn nothing", async () => {
    const { world, lab, by } = await aLab();
    const stranger = await aPerson(world, { name: "Farah" });

    expect(await problemOf(ask(by(stranger), lab))).toMatchObject({ kind: "not-found", thing: "organization" });
  });

  it("refuses where nobody active is left to ask", async () => {
    const { world, bob, by } = await aLab();
    const gone = await aPerson(world, { name: "Gone", state: "suspended" });
    const members = [[gone, "owner"] as const, [bob, "member"] as const];
    const lab = await anOrganization(world, { members });

    expect(await problemOf(ask(by(bob), lab))).toMatchObject({ kind: "forbidden", whoMay: [] });
  });
});
