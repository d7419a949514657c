import { describe, expect, it } from "vitest";
import { channelJoined } from "../../src/domain/alerts/channel-changes.ts";
import { subscribeChannel } from "../../src/domain/alerts/subscribe-channel.ts";
import type { SubscriptionWish } from "../../src/domain/alerts/subscribe-channel.ts";
import { aPerson, contextOf, later, newId, NOON, problemOf, systemWorld } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { aChannel, anAlert, aRoutingSite, planned, reach, tick, told } from "../domain/alerts/routing-site.ts";
import type { RoutingSite } from "../domain/alerts/routing-site.ts";

const database = useDatabase();
const site = () => aRoutingSite(database.db);
const person = ({ id }: { readonly id: string }) => `person:${id}`;

const wish = (here: RoutingSite, more: Partial<SubscriptionWish> = {}): SubscriptionWish => ({
  channel: { platform: "slack", workspaceExternalId: "T1", channelExternalId: `C${here.tenantId}`, name: "mine" },
  probe: () => Promise.resolve({ ok: true }),
  kinds: ["quota"],
  organizationId: here.lab.id,
  ...more,
});

describe("the admin channel", () => {
  it("is named by who administers the installation, whichever organization somebody else names for it", async () => {
    const here = await site();
    const mine = wish(here, { purpose: "admin" });
    expect(await problemOf(subscribeChannel(contextOf(here.tenant, here.alice), mine))).toMatchObject({
      kind: "forbidden",
      permission: "alert:administer",
    });
  });

  it("is never one that is about an organization: the Super Admins hear what is theirs", async () => {
    const here = await site();
    const channel = await aChannel(here, { purpose: "admin", kinds: [], organizationId: here.lab.id });
    await reach(here, await anAlert(here, { kind: "approvals" }), 2);
    expect([await planned(here, channel), await planned(here, person(here.rita))]).toEqual([[], ["alert"]]);
  });
});

describe("a channel's subscription", () => {
  it("is refused to who loses their role while the channel is being looked at", async () => {
    const here = await site();
    const probe = async () => {
      await here.db.membership.updateMany({
        where: { organizationId: here.lab.id, personId: here.alice.id },
        data: { role: "member" },
      });
      return { ok: true } as const;
    };
    const subscribed = subscribeChannel(contextOf(here.tenant, here.alice), wish(here, { probe }));
    expect(await problemOf(subscribed)).toMatchObject({ kind: "forbidden", permission: "alert:manage" });
    expect(await here.db.alertSubscription.count({ where: { tenantId: here.tenantId } })).toBe(0);
  });

  it("ends with its subscriber's right, tells who answers for it now, and goes on under whoever takes it over", async () => {
    const here = await site();
    const eve = await aPerson(here.tenant, { name: "Eve Other" });
    await join(here, eve.id, "admin");
    const { subscription } = await subscribeChannel(contextOf(here.tenant, eve), wish(here));
    const channel = `channel:${subscription.id}`;
    await reach(here, await anAlert(here), 1);
    expect(await planned(here, channel)).toEqual(["notice", "alert"]);

    await here.db.membership.deleteMany({ where: { personId: eve.id } });
    await reach(here, await anAlert(here), 2);
    expect(await planned(here, channel)).toEqual(["notice", "alert"]);
    expect(await told(here, channel)).toEqual(["1 card", "2 digest"]);
    expect(await planned(here, person(here.alice))).toContain("notice");
    expect(await planned(here, person(eve))).toEqual([]);

    await channelJoined(systemWorld(here.db, later(60_000)), { platform: "slack", workspaceExternalId: "T1" });
    expect(await stateOf(here, subscription.id)).toMatchObject({ state: "degraded", createdByName: "Eve Other" });

    await subscribeChannel(contextOf(here.tenant, here.alice), wish(here));
    expect(await stateOf(here, subscription.id)).toMatchObject({ state: "ok", createdByName: "Alice Moreau" });
    await tick(here, later(7 * 60 * 60_000));
    expect((await planned(here, channel)).filter((subject) => subject === "alert")).toHaveLength(2);
  });

  it("of the installation ends when its subscriber administers it no more, and the Super Admins hear again", async () => {
    const here = await site();
    const channel = await aChannel(here, { purpose: "admin", kinds: [] });
    const mia = await aPerson(here.tenant, { name: "Mia Root", role: "super_admin" });
    await here.db.person.update({ where: { id: here.rita.id }, data: { role: "regular" } });
    await reach(here, await anAlert(here, { kind: "approvals" }), 2);
    expect(await planned(here, channel)).toEqual([]);
    expect(await planned(here, person(mia))).toContain("alert");
  });
});

async function join({ db, tenantId, lab }: RoutingSite, personId: string, role: "admin" | "member"): Promise<void> {
  await db.membership.create({
    data: { id: newId(), tenantId, organizationId: lab.id, personId, role, joinedAt: NOON },
  });
}

function stateOf({ db }: RoutingSite, id: string) {
  return db.alertSubscription.findUnique({ where: { id }, select: { state: true, createdByName: true } });
}
