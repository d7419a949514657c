import { describe, expect, it } from "vitest";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { requireMeter } from "../../../src/domain/meters/find-meter.ts";
import type { LimitState } from "../../../src/domain/quotas/limit.ts";
import type { CountedSubject } from "../../../src/domain/quotas/subject.ts";
import type { RequestCard, RequestGrant } from "../../../src/domain/requests/request.ts";
import { requesterCard, reviewerCard } from "../../../src/notifications/compose/quota-request.ts";
import { aLimitState } from "../../support/limit-state.ts";
import { readable } from "./readable.ts";

const at = (time: string) => new Date(`2026-11-${time}Z`);
const hours = (number: number) => BigInt(number) * 1_000_000n;
const clock = { now: at("21T17:30"), configuration: builtInConfiguration(at("21T00:00")) };
const member = { scope: "member", organizationId: "o1", personId: "p2" } as const;
const bob = { id: "p2", name: "Bob Ekman" };
const alice = { id: "p1", name: "Alice Moreau" };

function state(subject: CountedSubject, subjectName: string, amount: number, used: number): LimitState {
  return aLimitState(hours(amount), {
    subject,
    subjectName,
    startsAt: at("01T00:00"),
    resetsAt: new Date("2026-12-01T00:00Z"),
    used: hours(used),
    reserved: hours(12),
  });
}

function request(with_: Partial<RequestCard> = {}): RequestCard {
  return {
    id: "r1",
    tenantId: "t1",
    requester: bob,
    subject: member,
    subjectName: "Bob Ekman in Vision Lab",
    organization: { id: "o1", name: "Vision Lab" },
    meter: requireMeter(clock.configuration, "gpu_hours"),
    amount: hours(200),
    until: at("28T17:00"),
    reason: "deadline of the paper",
    state: "pending",
    createdAt: at("21T17:00"),
    expiresAt: at("24T17:00"),
    baseline: { role: "member", limits: [] },
    decidedBy: null,
    decidedAt: null,
    decision: null,
    escalatedAt: null,
    grant: null,
    limits: [state(member, "Bob Ekman in Vision Lab", 400, 318)],
    pools: [state({ scope: "organization", organizationId: "o1" }, "Vision Lab", 1_000, 700)],
    changes: [],
    overlapping: [],
    urgent: false,
    terms: { amount: hours(200), until: at("28T17:00"), from: null },
    termsVersion: 1,
    changedBy: null,
    votes: [],
    needed: { approvals: 1, denials: 1 },
    tally: { approvals: [], denials: [], needed: { approvals: 1, denials: 1 } },
    open: [],
    absence: { away: 0, of: 2 },
    ...with_,
  };
}

function grant(with_: Partial<RequestGrant> = {}): RequestGrant {
  return {
    id: "g1",
    amount: hours(120),
    from: at("22T17:00"),
    until: at("28T17:00"),
    state: "active",
    revokedAt: null,
    revokedBy: null,
    ...with_,
  };
}

const answered = { decidedBy: alice, decidedAt: at("22T09:00") };

function cardWith(with_: Partial<RequestGrant>): string {
  return readable(requesterCard(request({ state: "approved", ...answered, grant: grant(with_) }), clock));
}

describe("the reviewer's card", () => {
  it("shows what is asked for beside how things stand, and what has changed since", () => {
    const card = request({
      changes: [
        { kind: "limit", window: "month", before: hours(300), after: hours(400) },
        { kind: "used", window: "month", before: hours(290), after: hours(318) },
        { kind: "role", before: "member", after: null },
      ],
      overlapping: [{ amount: hours(50), until: at("25T17:00") }],
    });

    expect(readable(reviewerCard(card, clock))).toMatchInlineSnapshot(`
      "(neutral) Bob Ekman asks for 200 GPU hours more
      “deadline of the paper”
      Changed since: the limit of 300 a month is 400 now; 290 were used, 318 are now; Bob Ekman is no member any more, and was member.
      GPU hours, November: 318 of 400 used, 12 reserved, 70 left. Resets <2026-12-01T00:00>.
      Pool of Vision Lab: GPU hours, November: 700 of 1,000 used, 12 reserved, 288 left. Resets <2026-12-01T00:00>.
      With it, the limit would be 600 a month.
      Comes on top of 50 GPU hours from an earlier request until <2026-11-25T17:00>.
      Expires <2026-11-24T17:00>
      For: Bob Ekman in Vision Lab
      How long: until <2026-11-28T17:00>
      [Approve] quota approve {"request":"r1"}
      [Approve with change] quota change {"request":"r1"}
      [Deny] quota deny {"request":"r1"}"
    `);
  });

  it("says how many of those who have to have answered, what was changed, and who is still to", () => {
    const needed = { approvals: 2, denials: 2 };
    const card = request({
      urgent: true,
      needed,
      terms: { amount: hours(100), until: at("25T17:00"), from: at("22T07:00") },
      termsVersion: 2,
      changedBy: alice,
      tally: { approvals: [alice], denials: [{ id: "p4", name: "Dana Okoye" }], needed },
      open: [{ id: "p3", name: "Chen Li" }],
      absence: { away: 2, of: 5 },
    });

    expect(readable(reviewerCard(card, clock))).toMatchInlineSnapshot(`
      "(neutral) Urgent: Bob Ekman asks for 200 GPU hours more
      “deadline of the paper”
      Changed by Alice Moreau: 100 GPU hours from <2026-11-22T07:00> until <2026-11-25T17:00>. Approvals are of this, and were counted anew.
      GPU hours, November: 318 of 400 used, 12 reserved, 70 left. Resets <2026-12-01T00:00>.
      Pool of Vision Lab: GPU hours, November: 700 of 1,000 used, 12 reserved, 288 left. Resets <2026-12-01T00:00>.
      With it, the limit would be 500 a month.
      1 of 2 approvals: Alice Moreau.
      1 of 2 denials: Dana Okoye.
      Still to answer: Chen Li.
      2 of 5 who may grant are away.
      Expires <2026-11-24T17:00>
      For: Bob Ekman in Vision Lab
      How long: until <2026-11-28T17:00>
      [Approve] quota approve {"request":"r1","terms":"2"}
      [Approve with change] quota change {"request":"r1"}
      [Deny] quota deny {"request":"r1"}"
    `);
    expect(readable(requesterCard(card, clock))).not.toMatch(/Chen Li/u);
    expect(readable(requesterCard(card, clock))).toMatchInlineSnapshot(`
      "(neutral) Urgent: you asked for 200 GPU hours more
      Waiting for an answer, at the latest until <2026-11-24T17:00>
      Changed by Alice Moreau: 100 GPU hours from <2026-11-22T07:00> until <2026-11-25T17:00>. Approvals are of this, and were counted anew.
      1 of 2 approvals: Alice Moreau.
      1 of 2 denials: Dana Okoye.
      2 of 5 who may grant are away.
      GPU hours, November: 318 of 400 used, 12 reserved, 70 left. Resets <2026-12-01T00:00>.
      For: Bob Ekman in Vision Lab
      How long: until <2026-11-28T17:00>
      [Cancel] quota cancel {"request":"r1"}"
    `);
  });

  it("names all who decided it, and what they wrote", () => {
    const votes = [
      { reviewer: { id: "p3", name: "Chen Li" }, verdict: "approve", reason: "go ahead" },
      { reviewer: { id: "p4", name: "Dana Okoye" }, verdict: "deny", reason: "too much" },
      { reviewer: alice, verdict: "approve", reason: null },
    ] as const;
    const card = readable(reviewerCard(request({ state: "approved", ...answered, votes, grant: grant() }), clock));

    expect(card).toContain("Approved by Chen Li and Alice Moreau, <2026-11-22T09:00>.\nChen Li writes: go ahead\n");
    expect(card).not.toContain("too much");
  });

  it("says who answered what and when, with the way to take it back", () => {
    const card = request({ state: "approved", ...answered, decision: "as much as there is", grant: grant() });

    expect(readable(reviewerCard(card, clock))).toMatchInlineSnapshot(`
      "(success) Bob Ekman was granted 120 GPU hours
      Approved by Alice Moreau, <2026-11-22T09:00>.
      Alice Moreau writes: as much as there is
      120 GPU hours instead of 200 until <2026-11-28T17:00>.
      It ends by itself; a message comes before.
      For: Bob Ekman in Vision Lab
      [Take back] quota void {"grant":"g1"}
      — Bob Ekman asked <2026-11-21T17:00>: deadline of the paper"
    `);
  });

  it.each([
    ["denied", request({ state: "denied", ...answered, decision: "not this week" })],
    ["cancelled", request({ state: "cancelled", decidedBy: bob, decidedAt: at("22T09:00") })],
    ["expired", request({ state: "expired" })],
  ] as const)("has nothing left to press once it is %s", (_state, card) => {
    expect(reviewerCard(card, clock).actions).toBeUndefined();
    expect(readable(reviewerCard(card, clock))).not.toMatch(/undefined|null/u);
  });
});

describe("the requester's card", () => {
  it("waits, with the limit as it stands", () => {
    expect(readable(requesterCard(request(), clock))).toMatchInlineSnapshot(`
      "(neutral) You asked for 200 GPU hours more
      Waiting for an answer, at the latest until <2026-11-24T17:00>
      GPU hours, November: 318 of 400 used, 12 reserved, 70 left. Resets <2026-12-01T00:00>.
      For: Bob Ekman in Vision Lab
      How long: until <2026-11-28T17:00>
      [Cancel] quota cancel {"request":"r1"}"
    `);
  });

  it("follows the grant to its end", () => {
    expect(cardWith({ state: "scheduled" })).toMatchInlineSnapshot(`
      "(success) Your request for 200 GPU hours was approved
      Approved by Alice Moreau, <2026-11-22T09:00>.
      120 GPU hours instead of 200 from <2026-11-22T17:00> until <2026-11-28T17:00>.
      It has not started yet.
      For: Bob Ekman in Vision Lab
      — Bob Ekman asked <2026-11-21T17:00>: deadline of the paper"
    `);
    expect(cardWith({ state: "ended" })).toContain("It ended <2026-11-28T17:00>.");
    expect(cardWith({ state: "revoked", revokedAt: at("23T10:00"), revokedBy: "Chen Li" })).toContain(
      "Taken back by Chen Li <2026-11-23T10:00>.",
    );
  });

  it("leaves to the message that came with it what the last one wrote", () => {
    const votes = [
      { reviewer: { id: "p3", name: "Chen Li" }, verdict: "deny", reason: "too much" },
      { reviewer: alice, verdict: "deny", reason: "not this week" },
    ] as const;
    const card = readable(requesterCard(request({ state: "denied", ...answered, votes }), clock));

    expect(card).toContain("Denied by Chen Li and Alice Moreau, <2026-11-22T09:00>.\nChen Li writes: too much\n");
    expect(card).not.toContain("not this week");
  });

  it("says that it was denied, and offers to ask again after it expired", () => {
    const denied = request({ state: "denied", ...answered, decision: "not this week" });
    expect(readable(requesterCard(denied, clock))).toMatchInlineSnapshot(`
      "(warning) Your request for 200 GPU hours was denied
      Denied by Alice Moreau, <2026-11-22T09:00>.
      For: Bob Ekman in Vision Lab
      — Bob Ekman asked <2026-11-21T17:00>: deadline of the paper"
    `);
    expect(readable(requesterCard(request({ state: "expired" }), clock))).toMatchInlineSnapshot(`
      "(warning) Your request for 200 GPU hours expired
      Expired, nobody having answered, <2026-11-24T17:00>.
      For: Bob Ekman in Vision Lab
      [Ask again] quota request {"amount":"200","meter":"gpu_hours","org":"o1"}
      — Bob Ekman asked <2026-11-21T17:00>: deadline of the paper"
    `);
  });
});
