import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acceptLoan, cancelLoan, declineLoan } from "../../../src/domain/loans/answer-loan.ts";
import { listLoans } from "../../../src/domain/loans/list-loans.ts";
import { usedOf } from "../../../src/domain/loans/loan.ts";
import { proposeLoan } from "../../../src/domain/loans/propose-loan.ts";
import type { Proposal } from "../../../src/domain/loans/propose-loan.ts";
import { expireLoans, returnLoan, returnLoans } from "../../../src/domain/loans/return-loan.ts";
import { warnOfLoans } from "../../../src/domain/loans/warn-of-loans.ts";
import { deleteOrganization } from "../../../src/domain/organizations/delete-organization.ts";
import type { LimitState } from "../../../src/domain/quotas/limit.ts";
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
import { aLimitState } from "../../support/limit-state.ts";
import { aLimit, allowanceOf, GPU, hasUsed, hours } from "../../support/limited.ts";

const database = useDatabase();

async function twoLabs({ lending }: { lending?: number } = {}) {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau" });
  const chen = await aPerson(world, { name: "Chen Li" });
  const bob = await aPerson(world, { name: "Bob Ekman" });
  const vision = await anOrganization(world, {
    name: "Vision Lab",
    members: [
      [alice, "owner"],
      [bob, "member"],
    ],
  });
  const optics = await anOrganization(world, { name: "Optics", members: [[chen, "owner"]] });
  const lender = { scope: "organization", organizationId: vision.id } as const;
  const borrower = { scope: "organization", organizationId: optics.id } as const;
  await aLimit(world, lender, { hours: 400, ...(lending !== undefined && { lending }) });
  await aLimit(world, borrower, { hours: 100 });
  const offer = (more: Partial<Proposal> = {}, person: SomePerson = alice, now = NOON) =>
    proposeLoan(contextOf(world, person, { now }), {
      side: "lender",
      organizationId: vision.id,
      other: "Optics",
      meter: GPU,
      amount: hours(40),
      until: later(3 * DAY),
      ...more,
    });
  const accept = (loanId: string, person: SomePerson = chen, now = NOON) =>
    acceptLoan(contextOf(world, person, { now }), { loanId });
  const running = async (more: Partial<Proposal> = {}) => {
    const { loan } = await offer(more);
    return accept(loan.id);
  };
  const allowances = async (now = NOON) => [
    await allowanceOf(world, lender, lender, now),
    await allowanceOf(world, borrower, borrower, now),
  ];
  return { world, alice, chen, bob, vision, optics, lender, borrower, offer, accept, running, allowances };
}

describe("a loan", () => {
  it("goes back at the clock's next round when the organization that has it is deleted", async () => {
    const { world, chen, optics, running, allowances } = await twoLabs();
    await running();
    await deleteOrganization(contextOf(world, chen), { organizationId: optics.id });

    expect(await returnLoans(systemWorld(world.db, NOON))).toBe(1);
    expect((await allowances())[0]).toBe(400);
  });

  it("moves quota at once when it is accepted, and back when its time is over", async () => {
    const { offer, accept, allowances, world } = await twoLabs();
    const { loan, asked } = await offer();
    expect(asked.map(({ name }) => name)).toEqual(["Chen Li"]);
    expect(await allowances()).toEqual([400, 100]);

    await accept(loan.id);
    expect(await allowances()).toEqual([360, 140]);

    await returnLoans(systemWorld(world.db, later(3 * DAY)));
    expect(await allowances(later(3 * DAY))).toEqual([400, 100]);
  });

  it("is announced a day before it goes back, once, to both sides; a short one is not", async () => {
    const { running, world, alice, chen } = await twoLabs();
    await running();
    await running({ amount: hours(10), until: later(DAY) });

    expect(await warnOfLoans(systemWorld(world.db, later(2 * DAY - 1)))).toBe(0);
    expect(await warnOfLoans(systemWorld(world.db, later(2 * DAY)))).toBe(1);
    expect(await warnOfLoans(systemWorld(world.db, later(2 * DAY)))).toBe(0);
    const entry = await world.db.auditEntry.findFirstOrThrow({
      where: { tenantId: world.tenantId, kind: "loan-ending" },
    });
    const told = await world.db.delivery.findMany({ where: { subject: "notice", subjectId: entry.id } });
    expect(told.map(({ recipient }) => recipient).toSorted()).toEqual(
      [alice, chen].map(({ id }) => `person:${id}`).toSorted(),
    );
  });

  it("is not announced once it went back", async () => {
    const { running, world, chen } = await twoLabs();
    const { id } = await running();
    await returnLoan(contextOf(world, chen), { loanId: id });
    expect(await warnOfLoans(systemWorld(world.db, later(2 * DAY)))).toBe(0);
  });

  it("leaves with the borrower what they used of it, their own first", async () => {
    const { running, borrower, allowances, world } = await twoLabs();
    const loan = await running();
    await hasUsed(world, borrower, 112);
    await returnLoans(systemWorld(world.db, later(3 * DAY)));

    const { usedAmount } = await world.db.quotaLoan.findUniqueOrThrow({ where: { id: loan.id } });
    expect(usedAmount).toBe(hours(12));
    expect(await allowances(later(3 * DAY))).toEqual([388, 112]);
  });

  it("is returned early by the borrower alone", async () => {
    const { running, world, alice, chen, allowances } = await twoLabs();
    const { id: loanId } = await running();

    expect(await problemOf(returnLoan(contextOf(world, alice), { loanId }))).toMatchObject({ kind: "loan-not-yours" });
    await returnLoan(contextOf(world, chen, { now: later(DAY) }), { loanId });
    expect(await allowances(later(DAY))).toEqual([400, 100]);
    expect(await problemOf(returnLoan(contextOf(world, chen), { loanId }))).toMatchObject({
      kind: "loan-ended",
      state: "returned",
    });
  });

  it("is asked for by the borrower and given by the lender", async () => {
    const { offer, accept, optics, alice, chen, allowances } = await twoLabs();
    const { loan, asked } = await offer({ side: "borrower", organizationId: optics.id, other: "@Vision Lab" }, chen);
    expect(asked.map(({ name }) => name)).toEqual(["Alice Moreau"]);

    expect(await problemOf(accept(loan.id, chen))).toMatchObject({
      kind: "loan-not-yours",
      organization: "Vision Lab",
    });
    await accept(loan.id, alice);
    expect(await allowances()).toEqual([360, 140]);
  });

  it("takes who may lend", async () => {
    const { offer, bob, accept, world } = await twoLabs();
    expect(await problemOf(offer({}, bob))).toMatchObject({ kind: "forbidden", permission: "quota:lend" });

    const { loan } = await offer();
    const stranger = await aPerson(world, { name: "Eve" });
    expect(await problemOf(accept(loan.id, stranger))).toMatchObject({ kind: "not-found", thing: "loan" });
  });

  it("is of what is not used, looked at when it is offered and when it is accepted", async () => {
    const { offer, accept, lender, world } = await twoLabs();
    await hasUsed(world, lender, 350);
    expect(await problemOf(offer({ amount: hours(51) }))).toEqual({
      kind: "loan-exceeds-unused",
      lender: "Vision Lab",
      unused: "50 GPU hours",
    });

    const { loan } = await offer({ amount: hours(50) });
    await hasUsed(world, lender, 1);
    expect(await problemOf(accept(loan.id))).toMatchObject({ kind: "loan-exceeds-unused", unused: "49 GPU hours" });
  });

  it("stays within the bound that is set with the lender's limit", async () => {
    const { running, offer } = await twoLabs({ lending: 60 });
    await running();

    expect(await problemOf(offer({ amount: hours(21) }))).toEqual({
      kind: "loan-exceeds-bounds",
      lender: "Vision Lab",
      most: "60 GPU hours",
      lent: "40 GPU hours",
    });
    expect((await offer({ amount: hours(20) })).loan.state).toBe("offered");
  });

  it("is refused within one tree, without limits, and over different times", async () => {
    const { offer, world, vision, optics, borrower } = await twoLabs();
    expect(await problemOf(offer({ other: "Vision Lab" }))).toMatchObject({ kind: "loan-within-one" });
    await world.db.organization.update({ where: { id: optics.id }, data: { parentId: vision.id } });
    expect(await problemOf(offer())).toMatchObject({ kind: "loan-within-one" });
    await world.db.organization.update({ where: { id: optics.id }, data: { parentId: null } });

    await world.db.quota.deleteMany({ where: { organizationId: optics.id } });
    expect(await problemOf(offer())).toMatchObject({ kind: "nothing-limited", subject: "Optics" });
    await aLimit(world, borrower, { hours: 10, window: "day" });
    expect(await problemOf(offer())).toMatchObject({ kind: "loan-windows-differ", window: "day" });
    expect(await problemOf(offer({ until: NOON }))).toMatchObject({ kind: "until-passed" });
    expect(await problemOf(offer({ other: "nowhere" }))).toMatchObject({ kind: "not-found", thing: "organization" });
  });

  it("is answered once, whoever is first", async () => {
    const { offer, world, alice, chen, allowances } = await twoLabs();
    const { loan } = await offer();
    await warmUp(world.db, 5);
    const loanId = loan.id;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => {
        if (index % 4 === 3) return cancelLoan(contextOf(world, alice), { loanId });
        return (index % 2 === 0 ? acceptLoan : declineLoan)(contextOf(world, chen), { loanId });
      }),
    );

    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const lost = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.problem?.kind ?? one.reason] : []));
    expect(new Set(lost)).toEqual(new Set(["loan-ended"]));
    const { state } = await world.db.quotaLoan.findUniqueOrThrow({ where: { id: loanId } });
    expect(await allowances()).toEqual(state === "active" ? [360, 140] : [400, 100]);
  });

  it("never lends the same twice, however many are accepted at once", async () => {
    const { offer, accept, world, allowances } = await twoLabs();
    const loans = await Promise.all(Array.from({ length: 15 }, () => offer({ amount: hours(60) })));
    await warmUp(world.db, 5);
    const outcomes = await Promise.allSettled(loans.map(({ loan }) => accept(loan.id)));

    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(6);
    expect(await allowances()).toEqual([40, 460]);
  });

  it("expires unanswered after 72 hours", async () => {
    const { offer, accept, world, chen } = await twoLabs();
    const { loan } = await offer({ until: later(30 * DAY) });

    expect(await problemOf(accept(loan.id, chen, later(3 * DAY)))).toMatchObject({ state: "expired" });
    await expireLoans(systemWorld(world.db, later(3 * DAY)));
    expect((await world.db.quotaLoan.findUniqueOrThrow({ where: { id: loan.id } })).state).toBe("expired");
  });

  it("is in both ledgers, with totals", async () => {
    const { running, offer, world, alice, chen, bob, vision, optics } = await twoLabs();
    await running();
    await offer({ amount: hours(10) });

    const of = (person: SomePerson, organizationId: string) =>
      listLoans(contextOf(world, person), { organizationId }).then(({ rows, totals }) => ({
        rows: rows.map(({ side, state, may }) => [side, state, ...may]),
        totals: totals.map(({ lent, borrowed }) => [lent, borrowed]),
      }));
    expect(await of(alice, vision.id)).toEqual({
      rows: [
        ["lender", "offered", "cancel"],
        ["lender", "active"],
      ],
      totals: [[hours(40), 0n]],
    });
    expect(await of(chen, optics.id)).toEqual({
      rows: [
        ["borrower", "offered", "accept", "decline"],
        ["borrower", "active", "return"],
      ],
      totals: [[0n, hours(40)]],
    });
    expect((await of(bob, vision.id)).rows).toEqual([
      ["lender", "offered"],
      ["lender", "active"],
    ]);
  });
});

function stateWith(allowance: bigint, used: bigint, borrowed: readonly { id: string; amount: bigint }[]): LimitState {
  const common = { kind: "borrowed", from: NOON, until: null, by: "", reason: null } as const;
  return aLimitState(allowance, { used, additions: borrowed.map(({ id, amount }) => ({ ...common, id, amount })) });
}

describe("usedOf", () => {
  it("shares what was used beyond one's own among all loans, losing and inventing nothing", () => {
    const amounts = fc.array(fc.bigInt({ min: 1n, max: 50n }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 100n }), amounts, fc.bigInt({ min: 0n, max: 400n }), (own, lent, used) => {
        let running = lent.map((amount, index) => ({ id: String(index), amount, until: later((index % 3) * DAY) }));
        let allowance = own + lent.reduce((sum, amount) => sum + amount, 0n);
        const borrowed = allowance - own;
        let kept = 0n;
        for (const loan of running.toSorted((a, b) => a.until.getTime() - b.until.getTime())) {
          const part = usedOf(loan, [stateWith(allowance, used, running)], running);
          running = running.filter(({ id }) => id !== loan.id);
          allowance -= loan.amount - part;
          kept += part;
        }
        const beyond = used > own ? used - own : 0n;
        expect(kept).toBe(beyond < borrowed ? beyond : borrowed);
      }),
    );
  });
});
