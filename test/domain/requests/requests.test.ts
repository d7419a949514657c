import { describe, expect, it } from "vitest";
import { approveRequest } from "../../../src/domain/requests/approve-request.ts";
import { cancelRequest } from "../../../src/domain/requests/cancel-request.ts";
import { createRequest } from "../../../src/domain/requests/create-request.ts";
import type { NewRequest } from "../../../src/domain/requests/create-request.ts";
import { denyRequest } from "../../../src/domain/requests/deny-request.ts";
import { escalateRequests } from "../../../src/domain/requests/escalate-requests.ts";
import { expireRequests } from "../../../src/domain/requests/expire-requests.ts";
import { listRequests } from "../../../src/domain/requests/list-requests.ts";
import { readRequestCard } from "../../../src/domain/requests/read-card.ts";
import { setQuota } from "../../../src/domain/quotas/set-quota.ts";
import type { Subject } from "../../../src/domain/quotas/subject.ts";
import { voidGrant } from "../../../src/domain/quotas/void-grant.ts";
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
import { aLimit, allowanceOf, GPU, hasUsed, hours } from "../../support/limited.ts";

const database = useDatabase();
const HOUR = 60 * 60 * 1000;

async function aLab({ pool = 1_000, limit = 50 }: { pool?: number; limit?: number } = {}) {
  const world = await aTenant(database.db);
  const root = await aPerson(world, { name: "Root", role: "super_admin" });
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const chen = await aPerson(world, { name: "Chen Li" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const lab = await anOrganization(world, {
    name: "Vision Lab",
    members: [
      [alice, "owner"],
      [chen, "admin"],
      [bob, "member"],
    ],
  });
  const member = { scope: "member", organizationId: lab.id, personId: bob.id } as const;
  const organization = { scope: "organization", organizationId: lab.id } as const;
  await aLimit(world, organization, { hours: pool });
  await aLimit(world, member, { hours: limit });
  const ask = (more: Partial<NewRequest> = {}, person: SomePerson = bob, now = NOON) =>
    createRequest(contextOf(world, person, { now }), {
      organizationId: lab.id,
      for: "me",
      meter: GPU,
      amount: hours(200),
      until: later(7 * DAY),
      reason: "deadline of the paper",
      ...more,
    });
  const approve = (requestId: string, person: SomePerson, now = NOON) =>
    approveRequest(contextOf(world, person, { now }), { requestId });
  const allowance = (now = NOON) => allowanceOf(world, { personId: bob.id, organizationId: lab.id }, member, now);
  const cards = (subject: string, subjectId: string) =>
    world.db.delivery.findMany({ where: { subject, subjectId }, orderBy: { recipient: "asc" } });
  return { world, root, alice, chen, bob, lab, member, organization, ask, approve, allowance, cards };
}

describe("createRequest", () => {
  it("asks those who may set the limit, and never whoever asks", async () => {
    const { ask, alice, chen, bob, cards } = await aLab();
    const { request, asked } = await ask();

    expect(asked.map(({ name }) => name)).toEqual(["Alice Moreau", "Chen Li"]);
    const reviewers = (await cards("request:reviewer", request.id)).map(({ recipient }) => recipient);
    expect(reviewers).toEqual([`person:${alice.id}`, `person:${chen.id}`].toSorted());
    expect((await cards("request:requester", request.id)).map(({ recipient }) => recipient)).toEqual([
      `person:${bob.id}`,
    ]);
    expect((await ask({}, chen).catch(() => ({ asked: [] }))).asked.map(({ name }) => name)).not.toContain("Chen Li");
  });

  it("goes to the installation for what an organization does not set", async () => {
    const { ask, world, bob, alice } = await aLab();
    await world.db.quota.deleteMany({ where: { tenantId: world.tenantId, scope: "member" } });
    await aLimit(world, { scope: "person", personId: bob.id }, { hours: 20 });

    expect((await ask()).asked.map(({ name }) => name)).toEqual(["Root"]);
    expect((await ask({ for: "organization" }, alice)).asked.map(({ name }) => name)).toEqual(["Root"]);
  });

  it("asks the organization above for a pool", async () => {
    const { ask, world, alice, lab } = await aLab();
    const dean = await aPerson(world, { name: "Dean" });
    const faculty = await anOrganization(world, { name: "Physics", members: [[dean, "owner"]] });
    await world.db.organization.update({ where: { id: lab.id }, data: { parentId: faculty.id } });

    expect((await ask({ for: "organization" }, alice)).asked.map(({ name }) => name)).toEqual(["Dean"]);
  });

  it("takes one request for the same limit at a time", async () => {
    const { ask } = await aLab();
    await ask();

    expect(await problemOf(ask())).toMatchObject({ kind: "request-pending", meter: "GPU hours" });
    expect((await ask({}, undefined, later(4 * DAY))).request.state).toBe("pending");
  });

  it("takes one of twenty that come at once", async () => {
    const { ask, world } = await aLab();
    await warmUp(world.db, 5);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => ask()));

    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await world.db.quotaRequest.count({ where: { tenantId: world.tenantId } })).toBe(1);
  });

  it("refuses where nothing is limited, where nobody could answer, and what has passed", async () => {
    const { ask, world, root, bob } = await aLab();
    expect(await problemOf(ask({ until: NOON }))).toMatchObject({ kind: "until-passed" });
    const cpu = { ...GPU, name: "cpu_hours", label: "CPU hours" };
    expect(await problemOf(ask({ meter: cpu }))).toMatchObject({ kind: "nothing-limited", meter: "CPU hours" });

    await world.db.membership.deleteMany({ where: { personId: { not: bob.id } } });
    await world.db.person.update({ where: { id: root.id }, data: { role: "regular" } });
    expect(await problemOf(ask())).toMatchObject({ kind: "request-unanswerable" });
  });
});

describe("approveRequest", () => {
  it("adds what was asked for to the limit until it ends", async () => {
    const { ask, approve, alice, allowance } = await aLab();
    const { request } = await ask();
    await approve(request.id, alice);

    expect(await allowance()).toBe(250);
    expect(await allowance(later(8 * DAY))).toBe(50);
  });

  it("counts a length of time from the approval, and never grants longer than is allowed", async () => {
    const { ask, approve, alice, chen, bob } = await aLab();
    const { request } = await ask({ until: later(3 * DAY), lengthMs: 3 * DAY });
    const approved = await approve(request.id, alice, later(2 * DAY));
    expect(approved.grant?.until).toEqual(later(5 * DAY));

    const forGood = await ask({ until: null }, bob);
    expect((await approve(forGood.request.id, chen)).grant?.until).toEqual(later(365 * DAY));
  });

  it("grants something else where the approver says so, and keeps what was asked for", async () => {
    const { ask, world, alice } = await aLab();
    const { request } = await ask();
    const approved = await approveRequest(contextOf(world, alice), {
      requestId: request.id,
      amount: hours(100),
      term: { until: later(30 * DAY), lengthMs: undefined },
      from: later(DAY),
      reason: "as much as there is",
    });

    expect(approved).toMatchObject({
      amount: hours(200),
      decision: "as much as there is",
      grant: { amount: hours(100), from: later(DAY), until: later(30 * DAY), state: "scheduled" },
    });
    expect(
      await problemOf(
        ask().then(({ request: { id } }) =>
          approveRequest(contextOf(world, alice), { requestId: id, term: { until: later(400 * DAY) } }),
        ),
      ),
    ).toEqual({ kind: "grant-too-long", days: 365 });
  });

  it("is never whoever asked, even one who may set anybody's limits", async () => {
    const { ask, world, alice, root, approve, organization } = await aLab();
    const { request } = await ask({ for: "organization" }, alice);
    await world.db.person.update({ where: { id: alice.id }, data: { role: "super_admin" } });

    expect(await problemOf(approve(request.id, alice))).toEqual({ kind: "request-of-oneself" });
    await approve(request.id, root);
    expect(await allowanceOf(world, { organizationId: organization.organizationId }, organization)).toBe(1_200);
  });

  it("takes whoever may grant it at that moment, and no more than they could", async () => {
    const { ask, world, alice, chen, root, approve, lab } = await aLab({ pool: 100 });
    const { request } = await ask();
    await world.db.membership.updateMany({
      where: { organizationId: lab.id, personId: chen.id },
      data: { role: "member" },
    });

    expect(await problemOf(approve(request.id, chen))).toMatchObject({ kind: "forbidden", permission: "quota:set" });
    expect(await problemOf(approve(request.id, alice))).toMatchObject({ kind: "quota-above-pool" });
    expect((await approve(request.id, root)).state).toBe("approved");
  });

  it("grants no longer than the approver's own organization has its limit", async () => {
    const { ask, world, alice, organization, approve } = await aLab();
    await world.db.quota.deleteMany({ where: { tenantId: world.tenantId, scope: "organization" } });
    await aLimit(world, organization, { hours: 1_000, until: later(2 * DAY) });
    const { request } = await ask();

    expect((await approve(request.id, alice)).grant?.until).toEqual(later(2 * DAY));
  });

  it("gives nothing to somebody who has left since", async () => {
    const { ask, world, bob, alice, approve } = await aLab();
    const { request } = await ask();
    await world.db.membership.deleteMany({ where: { personId: bob.id } });

    expect(await problemOf(approve(request.id, alice))).toMatchObject({ kind: "not-found", thing: "member" });
  });

  it("can be taken back later, and the cards say so", async () => {
    const { ask, world, alice, chen, approve, allowance } = await aLab();
    const { request } = await ask();
    const { grant } = await approve(request.id, alice);
    await voidGrant(contextOf(world, chen), { grantId: grant?.id ?? "" });

    expect(await allowance()).toBe(50);
    const card = await readRequestCard(world.db, { ...systemWorld(world.db), tenantId: world.tenantId }, request.id);
    expect(card?.grant).toMatchObject({ state: "revoked", revokedBy: "Chen Li" });
  });
});

describe("the end of a request", () => {
  it("happens once: twenty who answer at once make one decision and one grant", async () => {
    const { ask, world, alice, chen, bob } = await aLab();
    const { request } = await ask();
    await warmUp(world.db, 5);
    const requestId = request.id;
    const answers = Array.from({ length: 20 }, (_, index) => {
      const by = contextOf(world, index % 2 === 0 ? alice : chen);
      if (index % 5 === 4) return cancelRequest(contextOf(world, bob), { requestId });
      return index % 3 === 0 ? denyRequest(by, { requestId, reason: "no" }) : approveRequest(by, { requestId });
    });
    const clock = expireRequests(systemWorld(world.db));
    const outcomes = await Promise.allSettled(answers);
    await clock;

    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const lost = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.problem] : []));
    expect(new Set(lost.map(({ kind }) => kind))).toEqual(new Set(["request-ended"]));
    const { state } = await world.db.quotaRequest.findUniqueOrThrow({ where: { id: requestId } });
    expect(lost[0]).toMatchObject({ state, at: NOON.toISOString() });
    expect(await world.db.quotaGrant.count({ where: { requestId } })).toBe(state === "approved" ? 1 : 0);
    const ends = ["approved", "denied", "cancelled", "expired"].map((how) => `quota-request-${how}`);
    expect(await world.db.auditEntry.count({ where: { tenantId: world.tenantId, kind: { in: ends } } })).toBe(1);
  });

  it("tells the second who clicks who was first, and when", async () => {
    const { ask, world, alice, chen, approve } = await aLab();
    const { request } = await ask();
    await denyRequest(contextOf(world, alice, { now: later(HOUR) }), { requestId: request.id, reason: "not now" });

    expect(await problemOf(approve(request.id, chen, later(2 * HOUR)))).toEqual({
      kind: "request-ended",
      state: "denied",
      by: "Alice Moreau",
      at: later(HOUR).toISOString(),
    });
  });

  it("comes by the clock after 72 hours, or when it could not help any more", async () => {
    const { ask, world, alice, approve } = await aLab();
    const { request } = await ask({ until: later(DAY) });

    expect(await problemOf(approve(request.id, alice, later(DAY)))).toMatchObject({ state: "expired" });
    expect(await expireRequests(systemWorld(world.db, later(DAY)))).toBe(1);
    expect(await expireRequests(systemWorld(world.db, later(DAY)))).toBe(0);
    expect((await ask({}, undefined, later(DAY))).request.expiresAt).toEqual(later(4 * DAY));
  });

  it("is the requester's to bring about", async () => {
    const { ask, world, alice, bob } = await aLab();
    const { request } = await ask();
    const cancel = (person: SomePerson) => cancelRequest(contextOf(world, person), { requestId: request.id });

    expect(await problemOf(cancel(alice))).toEqual({ kind: "request-not-yours", requester: "Bob Ekman" });
    expect((await cancel(bob)).state).toBe("cancelled");
  });
});

describe("escalateRequests", () => {
  it("asks the installation's admins, once, when nobody has answered for a day", async () => {
    const { ask, world, root, cards } = await aLab();
    const { request } = await ask();

    const escalatedAt = async () =>
      (await world.db.quotaRequest.findUniqueOrThrow({ where: { id: request.id } })).escalatedAt;

    await escalateRequests(systemWorld(world.db, later(23 * HOUR)));
    expect(await escalatedAt()).toBeNull();
    await escalateRequests(systemWorld(world.db, later(DAY)));
    expect(await escalatedAt()).toEqual(later(DAY));
    expect(await escalateRequests(systemWorld(world.db, later(DAY + HOUR)))).toBe(0);
    const reviewers = (await cards("request:reviewer", request.id)).map(({ recipient }) => recipient);
    expect(reviewers).toContain(`person:${root.id}`);
  });
});

describe("the card of a request", () => {
  it("says what has changed since it was asked for", async () => {
    const { ask, world, bob, member } = await aLab();
    await hasUsed(world, member, 30);
    const { request } = await ask();
    await hasUsed(world, member, 12);
    const mine = { tenantId: world.tenantId, scope: "member" } as const;
    await world.db.quota.updateMany({ where: mine, data: { amount: hours(60) } });
    await world.db.membership.updateMany({ where: { personId: bob.id }, data: { role: "admin" } });

    const asking = { ...systemWorld(world.db), tenantId: world.tenantId };
    expect((await readRequestCard(world.db, asking, request.id))?.changes).toEqual([
      { kind: "limit", window: "month", before: hours(50), after: hours(60) },
      { kind: "used", window: "month", before: hours(30), after: hours(42) },
      { kind: "role", before: "member", after: "admin" },
    ]);
  });

  it("is made anew when the limits that it is about change, and not for those of others", async () => {
    const { ask, world, root, chen, member, organization, cards } = await aLab();
    const { request } = await ask();
    const version = async () => (await cards("request:reviewer", request.id))[0]?.wantedVersion;
    const set = (subject: Subject, amount: bigint) =>
      setQuota(contextOf(world, root), { subject, amount, meter: GPU, window: "month" });

    expect(await version()).toBe(1);
    await set(member, hours(70));
    expect(await version()).toBe(2);
    await set(organization, hours(900));
    expect(await version()).toBe(3);
    await set({ ...member, personId: chen.id }, hours(70));
    expect(await version()).toBe(3);
  });

  it("says what an earlier request still adds", async () => {
    const { ask, world, approve, alice } = await aLab();
    const first = await ask();
    await approve(first.request.id, alice);
    const { request } = await ask();

    const asking = { ...systemWorld(world.db), tenantId: world.tenantId };
    expect((await readRequestCard(world.db, asking, request.id))?.overlapping).toEqual([
      { amount: hours(200), until: later(7 * DAY) },
    ]);
  });
});

describe("listRequests", () => {
  it("shows one's own and those that one may answer, and nobody else's", async () => {
    const { ask, world, alice, bob, root } = await aLab();
    await ask();
    const stranger = await aPerson(world, { name: "Eve" });
    const seen = async (person: SomePerson) =>
      (await listRequests(contextOf(world, person), { state: "pending" })).rows.map(({ may }) => may);

    expect(await seen(bob)).toEqual([["cancel"]]);
    expect(await seen(alice)).toEqual([["approve", "change", "deny"]]);
    expect(await seen(root)).toEqual([["approve", "change", "deny"]]);
    expect(await seen(stranger)).toEqual([]);
  });
});
