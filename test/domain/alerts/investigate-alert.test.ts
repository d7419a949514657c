import { describe, expect, it } from "vitest";
import { investigateAlert } from "../../../src/domain/alerts/investigate-alert.ts";
import { suspendPerson } from "../../../src/domain/people/suspend-person.ts";
import type { Alert } from "../../../src/storage/generated/client.ts";
import { contextOf, later, newId, NOON, problemOf, warmUp } from "../../support/builders.ts";
import type { SomePerson } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { anAlert, aRoutingSite, planned, reach } from "./routing-site.ts";
import type { RoutingSite } from "./routing-site.ts";

const database = useDatabase();
const HOUR = 3_600_000;

/** Bob's unusual activity in the lab, a sign-in of his, a job of Alice's, and something that Bob did. */
async function site() {
  const here = await aRoutingSite(database.db);
  const alert = await anAlert(here, { kind: "unusual", personId: here.bob.id });
  const facts = { hour: NOON.toISOString(), hours: 1, baseline: "22", seen: "400", score: 9.5 };
  await here.db.alert.update({ where: { id: alert.id }, data: { facts } });
  await reach(here, alert, 1);
  await happen(here, here.bob, { kind: "sign-in", outcome: "succeeded", data: { country: "FR" } });
  await happen(here, here.bob, { kind: "job-ended", outcome: "failed", job: "sweep-9", organizationId: here.lab.id });
  await happen(here, here.alice, { kind: "job-ended", outcome: "failed", job: "train-1", organizationId: here.lab.id });
  await here.db.auditEntry.create({
    data: {
      id: newId(),
      tenantId: here.tenantId,
      at: NOON,
      actorId: here.bob.id,
      actorLabel: "Bob Ekman",
      outcome: "changed",
      kind: "ssh-key-added",
      data: {},
    },
  });
  return { ...here, alert };
}

interface Happening {
  readonly kind: string;
  readonly outcome: string;
  readonly job?: string;
  readonly organizationId?: string;
  readonly data?: object;
}

async function happen(here: RoutingSite, { id: personId }: SomePerson, { data = {}, ...one }: Happening) {
  const at = later(-HOUR / 2);
  await here.db.activity.create({
    data: { tenantId: here.tenantId, key: newId(), at, personId, receivedAt: at, data, ...one },
  });
}

const by = async (here: RoutingSite & { readonly alert: Alert }, who: SomePerson) =>
  investigateAlert(contextOf(here.tenant, who), { alertId: here.alert.id });

const kindsSeen = ({ related }: Awaited<ReturnType<typeof by>>) => related.map(({ kind }) => kind).toSorted();

describe("investigateAlert", () => {
  it("E10 says who looks into it, the first who does, on every card", async () => {
    const here = await site();
    await warmUp(here.db, 3);
    const [found] = await Promise.all([by(here, here.alice), by(here, here.alice)]);
    expect(found.card.alert).toMatchObject({ kind: "unusual", facts: { baseline: 22n, seen: 400n, score: 9.5 } });
    await by(here, here.rita);
    expect(await here.db.alert.findUniqueOrThrow({ where: { id: here.alert.id } })).toMatchObject({
      investigatedByName: "Alice Moreau",
    });
    const steps = await here.db.alertStep.findMany({ where: { alertId: here.alert.id, kind: "investigated" } });
    expect(steps.map(({ actorName }) => actorName)).toEqual(["Alice Moreau"]);
    expect(await planned(here, `person:${here.bob.id}`)).toEqual(["alert"]);
  });

  it("shows each what else happened as far as they may see it", async () => {
    const here = await site();
    expect(kindsSeen(await by(here, here.rita))).toEqual(["job-ended", "sign-in", "ssh-key-added"]);
    expect(kindsSeen(await by(here, here.bob))).toEqual(["job-ended", "sign-in", "ssh-key-added"]);
    expect(kindsSeen(await by(here, here.alice))).toEqual(["job-ended"]);
  });

  it("names nobody who looks into what is about themselves", async () => {
    const here = await site();
    await by(here, here.bob);
    const { investigatedAt } = await here.db.alert.findUniqueOrThrow({ where: { id: here.alert.id } });
    expect(investigatedAt).toBeNull();
  });

  it("offers to suspend to who may alone, and writes the alert down with it", async () => {
    const here = await site();
    const [own, owner, root] = [await by(here, here.bob), await by(here, here.alice), await by(here, here.rita)];
    expect([own, owner, root].map(({ rights }) => rights.suspend)).toEqual([false, false, true]);
    const context = contextOf(here.tenant, here.rita);
    await suspendPerson(context, { personId: here.bob.id, alertId: here.alert.id });
    const entry = await here.db.auditEntry.findFirstOrThrow({
      where: { tenantId: here.tenantId, kind: "person-suspended" },
    });
    expect(entry.data).toMatchObject({ alert: { id: here.alert.id, kind: "unusual" } });
  });

  it("is of unusual activity, and of what one may see", async () => {
    const here = await site();
    const other = await anAlert(here);
    await reach(here, other, 1);
    const context = contextOf(here.tenant, here.alice);
    expect(await problemOf(investigateAlert(context, { alertId: other.id }))).toMatchObject({
      kind: "alert-not-unusual",
    });
    const there = await aRoutingSite(database.db);
    const stranger = contextOf(there.tenant, there.alice);
    expect(await problemOf(investigateAlert(stranger, { alertId: here.alert.id }))).toMatchObject({
      kind: "not-found",
    });
  });
});
