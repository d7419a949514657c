import { describe, expect, it } from "vitest";
import { acceptLoan } from "../../src/domain/loans/answer-loan.ts";
import { proposeLoan } from "../../src/domain/loans/propose-loan.ts";
import { moveOrganization } from "../../src/domain/organizations/move-organization.ts";
import { giveGrant } from "../../src/domain/quotas/give-grant.ts";
import type { QuotaWish } from "../../src/domain/quotas/quota-wish.ts";
import { setQuota } from "../../src/domain/quotas/set-quota.ts";
import type { Subject } from "../../src/domain/quotas/subject.ts";
import { anOrganization, aPerson, aTenant, contextOf, DAY, later, NOON, problemOf } from "../support/builders.ts";
import type { SomeOrganization, SomePerson, World } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { allowanceOf, GPU, hours } from "../support/limited.ts";

const database = useDatabase();

const poolOf = ({ id }: SomeOrganization) => ({ scope: "organization", organizationId: id }) as const;

async function set(world: World, by: SomePerson, subject: Subject, amount: number, more: Partial<QuotaWish> = {}) {
  return setQuota(contextOf(world, by), { subject, meter: GPU, window: "month", amount: hours(amount), ...more });
}

/** Mallory owns both sides of every loan; Borrower was given ten GPU hours a month by the installation. */
async function someLabs(...names: readonly string[]) {
  const world = await aTenant(database.db);
  const root = await aPerson(world, { name: "Root", role: "super_admin" });
  const mallory = await aPerson(world, { name: "Mallory" });
  const labs: SomeOrganization[] = [];
  for (const name of ["Borrower", ...names])
    labs.push(await anOrganization(world, { name, members: [[mallory, "owner"]] }));
  const [borrower = { id: "", name: "" }, ...others] = labs;
  await set(world, root, poolOf(borrower), 10);
  return { world, root, mallory, borrower, others };
}

async function lend(world: World, by: SomePerson, from: SomeOrganization, amount: number, until = later(3 * DAY)) {
  const context = contextOf(world, by);
  const wish = {
    side: "lender",
    organizationId: from.id,
    other: "Borrower",
    meter: GPU,
    amount: hours(amount),
  } as const;
  const { loan } = await proposeLoan(context, { ...wish, until });
  await acceptLoan(context, { loanId: loan.id });
}

describe("a loan makes no quota", () => {
  it("out of a limit that one has set for a part of one's own organization", async () => {
    const { world, root, mallory, borrower, others } = await someLabs("Shell", "Part");
    const [shell = borrower, part = borrower] = others;
    await moveOrganization(contextOf(world, root), { organizationId: part.id, underId: shell.id });
    await set(world, mallory, poolOf(part), 1_000);

    await problemOf(lend(world, mallory, part, 500));
    expect(await allowanceOf(world, { organizationId: borrower.id }, poolOf(borrower))).toBe(10);
  });

  it("out of parts that add up to more than their pool", async () => {
    const { world, root, mallory, borrower, others } = await someLabs("Pool", "One", "Two", "Three");
    const [pool = borrower, ...parts] = others;
    await set(world, root, poolOf(pool), 100);
    for (const part of parts) {
      await moveOrganization(contextOf(world, root), { organizationId: part.id, underId: pool.id });
      await set(world, mallory, poolOf(part), 100);
      expect(await problemOf(lend(world, mallory, part, 100))).toMatchObject({ kind: "loan-out-of-pool" });
    }
    expect(await allowanceOf(world, { organizationId: borrower.id }, poolOf(borrower))).toBe(10);
  });

  it("between parts of one pool, which binds both", async () => {
    const { world, root, mallory, borrower, others } = await someLabs("Pool", "Lender");
    const [pool = borrower, lender = borrower] = others;
    await set(world, root, poolOf(pool), 100);
    for (const part of [borrower, lender])
      await moveOrganization(contextOf(world, root), { organizationId: part.id, underId: pool.id });
    await set(world, mallory, poolOf(lender), 60);
    await lend(world, mallory, lender, 50);
    expect(await allowanceOf(world, { organizationId: borrower.id }, poolOf(borrower))).toBe(60);
    expect(await allowanceOf(world, { organizationId: lender.id }, poolOf(lender))).toBe(10);
  });

  it("out of a limit that only notifies", async () => {
    const { world, root, mallory, borrower, others } = await someLabs("Lender");
    const [lender = borrower] = others;
    await set(world, root, poolOf(lender), 1_000, { model: "notify_only" });
    expect(await problemOf(lend(world, mallory, lender, 100))).toMatchObject({ kind: "nothing-limited" });
  });

  it("out of what the lender may itself only borrow from its siblings", async () => {
    const { world, root, mallory, borrower, others } = await someLabs("Lender", "Idle");
    const [lender = borrower, idle = borrower] = others;
    await set(world, root, poolOf(idle), 1_000, { borrowingLimit: 0n });
    await set(world, root, poolOf(lender), 20, { borrowingLimit: hours(1_000) });
    expect(await problemOf(lend(world, mallory, lender, 500))).toMatchObject({
      kind: "loan-exceeds-unused",
      unused: "20 GPU hours",
    });
  });

  it("out of what the lender has for a shorter time, or only once", async () => {
    const { world, root, mallory, borrower, others } = await someLabs("Lender");
    const [lender = borrower] = others;
    await set(world, root, poolOf(lender), 20);
    const grant = { subject: poolOf(lender), meter: GPU.name, amount: hours(500) } as const;
    await giveGrant(contextOf(world, root), { ...grant, expiresAt: later(2 * DAY) });
    await giveGrant(contextOf(world, root), grant);
    expect(await problemOf(lend(world, mallory, lender, 600))).toMatchObject({
      kind: "loan-exceeds-unused",
      unused: "520 GPU hours",
    });
    expect(await problemOf(lend(world, mallory, lender, 400, later(60 * DAY)))).toMatchObject({
      kind: "loan-exceeds-unused",
      unused: "20 GPU hours",
    });

    await set(world, root, poolOf(lender), 30, { until: later(DAY, NOON) });
    expect(await problemOf(lend(world, mallory, lender, 525))).toMatchObject({ unused: "500 GPU hours" });
  });

  it("by lending the same twice, or back and forth", async () => {
    const { world, root, mallory, borrower, others } = await someLabs("Lender");
    const [lender = borrower] = others;
    await set(world, root, poolOf(lender), 20);
    await lend(world, mallory, lender, 15);
    expect(await problemOf(lend(world, mallory, lender, 15))).toMatchObject({ kind: "loan-exceeds-unused" });
    const back = {
      side: "lender",
      organizationId: borrower.id,
      other: "Lender",
      meter: GPU,
      amount: hours(25),
    } as const;
    const { loan } = await proposeLoan(contextOf(world, mallory), { ...back, until: later(2 * DAY) });
    await acceptLoan(contextOf(world, mallory), { loanId: loan.id });
    const sums = [borrower, lender].map((lab) => allowanceOf(world, { organizationId: lab.id }, poolOf(lab)));
    expect(await Promise.all(sums)).toEqual([0, 30]);
  });
});
