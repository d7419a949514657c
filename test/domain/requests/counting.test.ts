import { describe, expect, it } from "vitest";
import type { Context } from "../../../src/domain/context.ts";
import { approveRequest } from "../../../src/domain/requests/approve-request.ts";
import type { Approval } from "../../../src/domain/requests/approve-request.ts";
import { createRequest } from "../../../src/domain/requests/create-request.ts";
import { denyRequest } from "../../../src/domain/requests/deny-request.ts";
import { listRequests } from "../../../src/domain/requests/list-requests.ts";
import { readRequestCard } from "../../../src/domain/requests/read-card.ts";
import {
  anOrganization,
  aPerson,
  aTenant,
  contextOf,
  DAY,
  later,
  NOON,
  problemOf,
  systemWorld,
  warmUp,
} from "../../support/builders.ts";
import type { SomePerson } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aLimit, allowanceOf, GPU, hours } from "../../support/limited.ts";

const database = useDatabase();

/** So many have to say it. */
function counting(context: Context, { approvals = 2, denials = 1 }: { approvals?: number; denials?: number }): Context {
  const { configuration } = context;
  const requests = { ...configuration.requests, approvals, denials };
  return { ...context, configuration: { ...configuration, requests } };
}

async function aRequest(needed: { approvals?: number; denials?: number } = {}) {
  const world = await aTenant(database.db);
  const root = await aPerson(world, { name: "Root", role: "super_admin" });
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const chen = await aPerson(world, { name: "Chen Li" });
  const dana = await aPerson(world, { name: "Dana Okoye" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    members: [
      [alice, "owner"],
      [chen, "admin"],
      [dana, "admin"],
      [bob, "member"],
    ],
  });
  const member = { scope: "member", organizationId: lab.id, personId: bob.id } as const;
  const pool = { scope: "organization", organizationId: lab.id } as const;
  await aLimit(world, pool, { hours: 1_000 });
  await aLimit(world, member, { hours: 50 });
  const as = (person: SomePerson, now = NOON) => counting(contextOf(world, person, { now }), needed);
  const { request, asked } = await createRequest(as(bob), {
    organizationId: lab.id,
    for: "me",
    meter: GPU,
    amount: hours(200),
    until: later(7 * DAY),
    reason: "deadline of the paper",
  });
  const requestId = request.id;
  const approve = (person: SomePerson, more: Omit<Approval, "requestId"> = {}) =>
    approveRequest(as(person), { requestId, ...more });
  const deny = (person: SomePerson) => denyRequest(as(person), { requestId, reason: "no" });
  const allowance = () => allowanceOf(world, { personId: bob.id, organizationId: lab.id }, member, NOON);
  const card = async () => {
    const { configuration } = as(bob);
    return readRequestCard(world.db, { ...systemWorld(world.db), configuration, tenantId: world.tenantId }, requestId);
  };
  const tally = async () => {
    const { approvals = [], denials = [] } = (await card())?.tally ?? {};
    return [approvals, denials].map((said) => said.map(({ name }) => name));
  };
  const events = async () =>
    (await world.db.auditEntry.findMany({ where: { tenantId: world.tenantId } }))
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith("quota-request-"));
  return {
    world,
    root,
    alice,
    chen,
    dana,
    bob,
    lab,
    pool,
    as,
    asked,
    requestId,
    approve,
    deny,
    allowance,
    card,
    tally,
    events,
  };
}

describe("where two have to approve", () => {
  it("grants with the second, and says who both were", async () => {
    const { alice, chen, approve, allowance, tally, card } = await aRequest();

    expect((await approve(alice)).state).toBe("pending");
    expect(await allowance()).toBe(50);
    expect(await tally()).toEqual([["Alice Moreau"], []]);
    expect((await card())?.open.map(({ name }) => name)).toEqual(["Chen Li", "Dana Okoye"]);
    const approved = await approve(chen);
    expect(approved).toMatchObject({ state: "approved", decidedBy: { name: "Chen Li" } });
    expect(approved.votes.map(({ reviewer }) => reviewer.name).toSorted()).toEqual(["Alice Moreau", "Chen Li"]);
    expect(await allowance()).toBe(250);
  });

  it("counts one who clicks twice once, and writes it down once", async () => {
    const { alice, approve, tally, events } = await aRequest();
    await approve(alice);
    await approve(alice);

    expect(await tally()).toEqual([["Alice Moreau"], []]);
    expect(await events()).toEqual(["quota-request-voted"]);
  });

  it("never counts whoever asked", async () => {
    const { bob, approve, world } = await aRequest();
    await world.db.person.update({ where: { id: bob.id }, data: { role: "super_admin" } });

    expect(await problemOf(approve(bob))).toEqual({ kind: "request-of-oneself" });
  });

  it("lets somebody say otherwise until it is decided", async () => {
    const { alice, chen, dana, approve, deny, tally } = await aRequest({ denials: 2 });
    await approve(alice);
    await deny(alice);
    expect(await tally()).toEqual([[], ["Alice Moreau"]]);
    expect((await approve(chen)).state).toBe("pending");
    expect((await deny(dana)).state).toBe("denied");
  });

  it("does not count who may no longer grant it", async () => {
    const { alice, chen, dana, approve, tally, world, lab } = await aRequest();
    await approve(chen);
    const his = { organizationId: lab.id, personId: chen.id };
    await world.db.membership.updateMany({ where: his, data: { role: "member" } });

    expect(await tally()).toEqual([[], []]);
    expect((await approve(alice)).state).toBe("pending");
    const approved = await approve(dana);
    expect(approved.state).toBe("approved");
    expect(approved.votes.map(({ reviewer }) => reviewer.name).toSorted()).toEqual(["Alice Moreau", "Dana Okoye"]);
  });

  it("does not count who could not grant so much any more", async () => {
    const { alice, root, chen, approve, tally, world, allowance } = await aRequest();
    await approve(alice);
    const pool = { tenantId: world.tenantId, scope: "organization" } as const;
    await world.db.quota.updateMany({ where: pool, data: { amount: hours(100) } });

    expect(await tally()).toEqual([[], []]);
    expect(await problemOf(approve(chen))).toMatchObject({ kind: "quota-above-pool" });
    expect((await approve(root)).state).toBe("pending");
    expect(await allowance()).toBe(50);
  });

  it("grants no longer than any of them has it", async () => {
    const { alice, root, approve, world, pool } = await aRequest();
    await world.db.quota.deleteMany({ where: { tenantId: world.tenantId, scope: "organization" } });
    await aLimit(world, pool, { hours: 1_000, until: later(2 * DAY) });
    await approve(alice);

    expect((await approve(root)).grant?.until).toEqual(later(2 * DAY));
  });

  it("counts approvals of exactly the terms that stand, and tells those whose approval lapsed", async () => {
    const { alice, chen, dana, approve, tally, card, allowance, world } = await aRequest();
    await approve(alice);
    expect((await approve(chen, { amount: hours(100) })).state).toBe("pending");

    expect(await tally()).toEqual([["Chen Li"], []]);
    expect(await card()).toMatchObject({ amount: hours(200), terms: { amount: hours(100) }, termsVersion: 2 });
    const told = await world.db.delivery.findMany({ where: { tenantId: world.tenantId, subject: "notice" } });
    expect(told.map(({ recipient }) => recipient)).toEqual([`person:${alice.id}`]);

    expect(await problemOf(approve(dana, { termsVersion: "1" }))).toEqual({ kind: "request-changed", by: "Chen Li" });
    const approved = await approve(dana, { termsVersion: "2" });
    expect(approved).toMatchObject({ state: "approved", grant: { amount: hours(100) } });
    expect(await allowance()).toBe(150);
  });

  it("keeps a denial when the terms change", async () => {
    const { alice, chen, approve, deny, tally } = await aRequest({ denials: 2 });
    await deny(alice);
    await approve(chen, { amount: hours(100) });

    expect(await tally()).toEqual([["Chen Li"], ["Alice Moreau"]]);
  });

  it("waits for those who have not answered, and no longer for those who have", async () => {
    const { alice, chen, approve, as } = await aRequest();
    await approve(alice);
    const waiting = async (person: SomePerson) =>
      (await listRequests(as(person), { state: "pending", toAnswer: true })).total;

    expect([await waiting(alice), await waiting(chen)]).toEqual([0, 1]);
  });
});

describe("who is asked where more than one has to approve", () => {
  it("is as many as have to, beyond the organization if there are too few in it", async () => {
    expect((await aRequest({ approvals: 3 })).asked.map(({ name }) => name)).toHaveLength(3);
    expect((await aRequest({ approvals: 4 })).asked.map(({ name }) => name)).toContain("Root");
  });

  it("refuses what too few could ever approve", async () => {
    expect(await problemOf(aRequest({ approvals: 5 }))).toMatchObject({
      kind: "request-unanswerable",
      able: 4,
      needed: 5,
    });
  });
});

describe("answers that come at once", () => {
  it("make one decision of exactly as many as have to, and one grant, whatever else is clicked", async () => {
    const { world, alice, chen, dana, root, requestId, as, allowance } = await aRequest({ approvals: 3, denials: 3 });
    await warmUp(world.db, 5);
    const people = [alice, chen, dana, root];
    const clicks = Array.from({ length: 24 }, (_, index) => {
      const by = as(people[index % 4] ?? alice);
      return index % 7 === 6 ? denyRequest(by, { requestId, reason: "no" }) : approveRequest(by, { requestId });
    });
    const outcomes = await Promise.allSettled(clicks);

    const lost = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.problem?.kind] : []));
    expect(new Set(lost)).toEqual(new Set(["request-ended"]));
    const { state, votes } = await world.db.quotaRequest.findUniqueOrThrow({
      where: { id: requestId },
      include: { votes: true },
    });
    const verdict = state === "approved" ? "approve" : "deny";
    expect(["approved", "denied"]).toContain(state);
    expect(votes.filter((vote) => vote.verdict === verdict)).toHaveLength(3);
    expect(await world.db.quotaGrant.count({ where: { requestId } })).toBe(state === "approved" ? 1 : 0);
    expect(await allowance()).toBe(state === "approved" ? 250 : 50);
    const ends = { tenantId: world.tenantId, kind: { in: ["quota-request-approved", "quota-request-denied"] } };
    expect(await world.db.auditEntry.count({ where: ends })).toBe(1);
  });

  it("never grant what nobody agreed on: two change the terms while others approve", async () => {
    const { world, alice, chen, dana, root, requestId, as } = await aRequest({ approvals: 2 });
    await warmUp(world.db, 5);
    const clicks = [
      approveRequest(as(alice), { requestId, amount: hours(100), termsVersion: "1" }),
      approveRequest(as(chen), { requestId, amount: hours(150), termsVersion: "1" }),
      approveRequest(as(dana), { requestId, termsVersion: "1" }),
      approveRequest(as(root), { requestId, termsVersion: "1" }),
    ];
    await Promise.allSettled(clicks);

    const { state, votes, grantedAmount } = await world.db.quotaRequest.findUniqueOrThrow({
      where: { id: requestId },
      include: { votes: true },
    });
    expect(state === "approved" ? [grantedAmount, votes.length] : [null, votes.length]).toEqual(
      state === "approved" ? [hours(200), 2] : [null, 1],
    );
  });
});
