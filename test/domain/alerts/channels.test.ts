import { describe, expect, it } from "vitest";
import { channelJoined, channelLeft, channelRenamed } from "../../../src/domain/alerts/channel-changes.ts";
import { proveChannel } from "../../../src/domain/alerts/degrade-channel.ts";
import { listSubscriptions } from "../../../src/domain/alerts/list-subscriptions.ts";
import { noisyRules } from "../../../src/domain/alerts/noisy-rules.ts";
import { setAlertPreference, showAlertPreference } from "../../../src/domain/alerts/set-preference.ts";
import { subscribeChannel } from "../../../src/domain/alerts/subscribe-channel.ts";
import type { SubscriptionWish } from "../../../src/domain/alerts/subscribe-channel.ts";
import { unsubscribeChannel } from "../../../src/domain/alerts/unsubscribe-channel.ts";
import { retryDegraded } from "../../../src/notifications/retry-channels.ts";
import type { Messenger, Probed } from "../../../src/notifications/messenger.ts";
import { transaction } from "../../../src/storage/transaction.ts";
import { contextOf, later, NOON, problemOf, systemWorld } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { anAlert, aRoutingSite, planned, reach, tick, told } from "./routing-site.ts";
import type { RoutingSite } from "./routing-site.ts";

const database = useDatabase();
const MINUTE = 60_000;
const site = () => aRoutingSite(database.db);
const place = { platform: "slack", workspaceExternalId: "T1", channelExternalId: "C1" } as const;

const wish = (here: RoutingSite, more: Partial<SubscriptionWish> = {}): SubscriptionWish => ({
  channel: { ...place, channelExternalId: `C${here.tenantId}`, name: "vision-alerts" },
  probe: () => Promise.resolve({ ok: true }),
  kinds: ["quota"],
  organizationId: here.lab.id,
  ...more,
});
const keyOf = (here: RoutingSite) => ({ ...place, channelExternalId: `C${here.tenantId}` });

describe("subscribeChannel", () => {
  it("R-30 R-28 means exactly those kinds, says so in the channel, and replaces what it heard of the same", async () => {
    const here = await site();
    const context = contextOf(here.tenant, here.alice);
    const first = await subscribeChannel(context, wish(here, { kinds: ["quota", "overage"] }));
    expect(first).toMatchObject({ before: null, changed: true, subscription: { kinds: ["quota", "overage"] } });
    expect(await subscribeChannel(context, wish(here, { kinds: ["overage", "quota"] }))).toMatchObject({
      changed: false,
    });
    const second = await subscribeChannel(context, wish(here, { kinds: ["overage"] }));
    expect(second).toMatchObject({ changed: true, subscription: { id: first.subscription.id, kinds: ["overage"] } });

    const channel = `channel:${first.subscription.id}`;
    await reach(here, await anAlert(here), 1);
    await reach(here, await anAlert(here, { kind: "overage" }), 1);
    expect(await planned(here, channel)).toEqual(["notice", "notice", "alert"]);
  });

  it("is refused at once where we may not post, with how to let us, and only to whom it may be said", async () => {
    const here = await site();
    let asked = 0;
    const probe = () => {
      asked += 1;
      return Promise.resolve({ ok: false, reason: "I am not in it.", howTo: "/invite @quartermaster" } as const);
    };
    expect(await problemOf(subscribeChannel(contextOf(here.tenant, here.alice), wish(here, { probe })))).toMatchObject({
      kind: "channel-unreachable",
      howTo: "/invite @quartermaster",
    });
    expect(await problemOf(subscribeChannel(contextOf(here.tenant, here.bob), wish(here, { probe })))).toMatchObject({
      kind: "forbidden",
      permission: "alert:manage",
    });
    expect(
      await problemOf(subscribeChannel(contextOf(here.tenant, here.alice), wish(here, { organizationId: undefined }))),
    ).toMatchObject({ permission: "alert:administer" });
    expect(
      await problemOf(subscribeChannel(contextOf(here.tenant, here.alice), wish(here, { kinds: [] }))),
    ).toMatchObject({
      kind: "alert-kinds-missing",
    });
    expect(asked).toBe(1);
    expect(await here.db.alertSubscription.count({ where: { tenantId: here.tenantId } })).toBe(0);
  });

  it("adds kinds besides what the channel hears, as it wants to hear it, and nothing that it hears already", async () => {
    const here = await site();
    const context = contextOf(here.tenant, here.alice);
    const [meter] = context.configuration.meters;
    const add = (more: Partial<SubscriptionWish>) =>
      subscribeChannel(context, wish(here, { isBesides: true, ...more }));
    await subscribeChannel(context, wish(here, { kinds: ["quota", "overage"], leastSeverity: "warning", budget: 5 }));

    expect(await add({ kinds: ["failures"] })).toMatchObject({
      changed: true,
      subscription: { kinds: ["quota", "overage", "failures"], leastSeverity: "warning" },
    });
    expect(await add({ kinds: ["quota"] })).toMatchObject({ changed: false });
    expect(await listSubscriptions(context)).toMatchObject([{ budget: 5 }]);
    // Of one meter it hears from a note on, which it did not before.
    expect(await add({ kinds: ["usage"], meter })).toMatchObject({ changed: true, before: null });

    await subscribeChannel(context, wish(here, { kinds: ["quota", "usage"] }));
    expect(await add({ kinds: ["quota"], meter })).toMatchObject({ changed: false });
    expect(await listSubscriptions(context)).toHaveLength(2);
  });

  it("is one however often it is said at the same time", async () => {
    const here = await site();
    const context = contextOf(here.tenant, here.alice);
    await Promise.all(Array.from({ length: 5 }, () => subscribeChannel(context, wish(here))));
    expect(await listSubscriptions(context)).toHaveLength(1);
  });

  it("is ended by who manages it", async () => {
    const here = await site();
    const { subscription } = await subscribeChannel(contextOf(here.tenant, here.alice), wish(here));
    const subscriptionId = subscription.id;
    expect(await problemOf(unsubscribeChannel(contextOf(here.tenant, here.bob), { subscriptionId }))).toMatchObject({
      kind: "forbidden",
    });
    await unsubscribeChannel(contextOf(here.tenant, here.alice), { subscriptionId });
    await reach(here, await anAlert(here), 1);
    expect(await planned(here, `channel:${subscriptionId}`)).toEqual(["notice", "notice"]);
  });
});

describe("a channel that cannot be posted to (R-29)", () => {
  it("keeps its subscription, tells its creator once, and gets what it missed as one message when it is back", async () => {
    const here = await site();
    const { subscription } = await subscribeChannel(contextOf(here.tenant, here.alice), wish(here));
    const channel = `channel:${subscription.id}`;
    await reach(here, await anAlert(here), 1, { now: later(1) });
    await reach(here, await anAlert(here), 1, { now: later(2) });
    // As the worker leaves what it could not post.
    await here.db.delivery.updateMany({ where: { recipient: channel, subject: "alert" }, data: { state: "held" } });
    await channelLeft(systemWorld(here.db), keyOf(here), "I was removed. Invite me: /invite @quartermaster");
    await channelLeft(systemWorld(here.db), keyOf(here), "I was removed. Invite me: /invite @quartermaster");
    await reach(here, await anAlert(here), 2, { now: later(MINUTE) });
    await tick(here, later(2 * MINUTE));
    expect(await planned(here, channel)).toEqual(["notice", "alert", "alert"]);
    const notices = { tenantId: here.tenantId, subject: "notice", recipient: `person:${here.alice.id}` };
    expect(await here.db.delivery.count({ where: notices })).toBe(1);
    expect(await listSubscriptions(contextOf(here.tenant, here.alice))).toMatchObject([
      { degraded: { reason: expect.stringContaining("/invite") } },
    ]);

    expect(await channelJoined(systemWorld(here.db, later(3 * MINUTE)), keyOf(here))).toBe(1);
    expect(await channelJoined(systemWorld(here.db, later(3 * MINUTE)), keyOf(here))).toBe(0);
    await tick(here, later(3 * MINUTE));
    expect(await planned(here, channel)).toEqual(["notice", "digest"]);
    expect(await told(here, channel)).toEqual(["1 digest", "1 digest", "2 digest"]);
    expect(await here.db.delivery.count({ where: notices })).toBe(2);
  });

  it("is asked again later and later, until it takes messages", async () => {
    const here = await site();
    await subscribeChannel(contextOf(here.tenant, here.alice), wish(here));
    await channelLeft(systemWorld(here.db), keyOf(here), "It is archived.");
    let answer: Probed = { ok: false, reason: "It is archived.", howTo: "Open it again." };
    const slack: Messenger = { ...noMessenger, probe: () => Promise.resolve(answer) };
    const at = (now: Date) =>
      retryDegraded({ db: here.db, world: () => systemWorld(here.db, now), messengers: { slack } });
    const retryAt = async () =>
      (await here.db.alertSubscription.findFirstOrThrow({ where: { tenantId: here.tenantId } })).retryAt;

    expect(await at(NOON)).toBe(0);
    expect(await retryAt()).toEqual(later(MINUTE));
    expect(await at(later(MINUTE))).toBe(0);
    expect(await retryAt()).toEqual(later(3 * MINUTE));
    answer = { ok: true, name: "vision-alerts" };
    expect(await at(later(3 * MINUTE))).toBe(1);
    expect(await retryAt()).toBeNull();
  });

  it("is tried later and later, and told of no more, where the platform only says that it takes messages", async () => {
    const here = await site();
    const { subscription } = await subscribeChannel(contextOf(here.tenant, here.alice), wish(here));
    const slack: Messenger = { ...noMessenger, probe: () => Promise.resolve({ ok: true }) };
    const row = () => here.db.alertSubscription.findUniqueOrThrow({ where: { id: subscription.id } });
    let now = NOON;
    const waits: number[] = [];
    for (let turn = 0; turn < 6; turn++) {
      await channelLeft(systemWorld(here.db, now), keyOf(here), "Slack takes nothing there.");
      const { retryAt } = await row();
      waits.push((Number(retryAt) - now.getTime()) / MINUTE);
      now = retryAt ?? now;
      await retryDegraded({ db: here.db, world: () => systemWorld(here.db, now), messengers: { slack } });
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32]);
    const notices = { tenantId: here.tenantId, subject: "notice", recipient: `person:${here.alice.id}` };
    expect(await here.db.delivery.count({ where: notices })).toBe(5);

    await transaction(here.db, (tx) => proveChannel(tx, systemWorld(here.db, now), subscription.id));
    expect(await row()).toMatchObject({ state: "ok", failures: 0 });
    expect(await here.db.delivery.count({ where: notices })).toBe(6);
  });

  it("keeps no other channel from being asked about", async () => {
    const here = await site();
    await subscribeChannel(contextOf(here.tenant, here.alice), wish(here));
    await channelLeft(systemWorld(here.db), keyOf(here), "It is archived.");
    const slack: Messenger = { ...noMessenger, probe: () => Promise.reject(new Error("no such method")) };
    const world = () => systemWorld(here.db, later(MINUTE));
    expect(await retryDegraded({ db: here.db, world, messengers: { slack } })).toBe(0);
  });

  it("follows its name", async () => {
    const here = await site();
    await subscribeChannel(contextOf(here.tenant, here.alice), wish(here));
    await channelRenamed(systemWorld(here.db), keyOf(here), "vision-quota");
    expect(await listSubscriptions(contextOf(here.tenant, here.alice))).toMatchObject([{ channel: "vision-quota" }]);
  });
});

const noMessenger: Messenger = {
  send: () => Promise.resolve({ outcome: "gone" }),
  update: () => Promise.resolve({ outcome: "gone" }),
};

describe("setAlertPreference", () => {
  it("changes what is named and keeps the rest", async () => {
    const here = await site();
    const context = contextOf(here.tenant, here.bob);
    expect(await showAlertPreference(context)).toEqual({ quietHours: "none", digestAt: "08:00", off: [] });
    await setAlertPreference(context, { quiet: { from: 1320, until: 420 } });
    const { before, after, changed } = await setAlertPreference(context, { off: ["stale", "idle"] });
    expect(before.off).toEqual([]);
    expect(after).toEqual({ quietHours: "22:00-07:00", digestAt: "08:00", off: ["idle", "stale"] });
    expect(changed).toBe(true);
    expect((await setAlertPreference(context, { off: ["idle", "stale"] })).changed).toBe(false);
  });
});

describe("noisyRules", () => {
  it("D-15 names rules that fired often while nobody acted", async () => {
    const here = await site();
    for (let index = 0; index < 12; index++) await reach(here, await anAlert(here, { rule: "each" }), 1);
    for (let index = 0; index < 12; index++) {
      const alert = await anAlert(here);
      await reach(here, alert, 1);
      await here.db.alert.update({ where: { id: alert.id }, data: { acknowledgedAt: NOON } });
    }
    const noisy = await noisyRules(here.db, here.tenantId, later(-MINUTE));
    expect(noisy).toMatchObject([{ rule: { id: here.ruleIds.each }, fired: 12, acted: 0 }]);
    expect(await noisyRules(here.db, here.tenantId, later(MINUTE))).toEqual([]);
  });
});
