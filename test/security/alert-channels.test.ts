import { describe, expect, it } from "vitest";
import { subscribeChannel } from "../../src/domain/alerts/subscribe-channel.ts";
import type { SubscriptionWish } from "../../src/domain/alerts/subscribe-channel.ts";
import { contextOf, problemOf } from "../support/builders.ts";
import { useDatabase } from "../support/database.ts";
import { aChannel, anAlert, aRoutingSite, planned, reach } from "../domain/alerts/routing-site.ts";
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
});
