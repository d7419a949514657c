import { pino } from "pino";
import { v7 } from "uuid";
import { builtInConfiguration } from "../../src/domain/configuration/built-in.ts";
import { plan as planDelivery } from "../../src/domain/deliveries/plan.ts";
import type { Plan } from "../../src/domain/deliveries/plan.ts";
import type { InvitationState, Platform } from "../../src/storage/generated/enums.ts";
import type { Database } from "../../src/storage/database.ts";
import { enqueue } from "../../src/storage/queue.ts";
import { transaction } from "../../src/storage/transaction.ts";
import type { Sender } from "../../src/notifications/world.ts";
import { FakeMessenger } from "./fake-messenger.ts";

/** A tenant with people whom messages can be sent to, and the platforms they are on. */
export interface Postbox {
  readonly sender: Sender;
  readonly slack: FakeMessenger;
  readonly discord: FakeMessenger;
  readonly email: FakeMessenger;
  readonly tenantId: string;
  addPerson(on: { slack?: string; discord?: string; email?: string; name?: string }): Promise<string>;
  /** A channel of the tenant's that hears of alerts; its id. */
  addChannel(channelExternalId: string, at?: Partial<Whereabouts>): Promise<string>;
  /** Plans a notice, worded "<name> is now in Lab as member" for others. */
  addNotice(recipient: string, name: string, more?: Partial<Plan>): Promise<string>;
  addInvitation(inviterId: string, inviteeKey: string, with_?: { inviteeEmail?: string }): Promise<Invited>;
  change(invitationId: string, state: InvitationState): Promise<void>;
}

interface Whereabouts {
  readonly platform: Platform;
  readonly workspaceExternalId: string;
}

export interface Invited {
  readonly id: string;
  readonly inviteeDelivery: string;
  readonly inviterDelivery: string;
}

export async function openPostbox(db: Database): Promise<Postbox> {
  const tenantId = v7();
  const now = new Date();
  const [slack, discord, email] = [new FakeMessenger(), new FakeMessenger(), new FakeMessenger()];
  const world = () => ({
    db,
    now: new Date(),
    configuration: builtInConfiguration(new Date()),
    newId: () => v7(),
    newCode: () => "7KQ2-M4XR",
  });
  await db.tenant.create({ data: { id: tenantId, name: "Lab", foundedAt: now } });

  const context = () => ({ tenantId, now: new Date(), newId: () => v7() });
  const plan = (subject: string, subjectId: string, recipient: string, more: Partial<Plan> = {}): Promise<string> =>
    transaction(db, (tx) => planDelivery(tx, context(), { subject, subjectId, recipient, ...more }));

  return {
    sender: { db, world, messengers: { slack, discord, email }, log: pino({ enabled: false }) },
    slack,
    discord,
    email,
    tenantId,

    async addPerson({ slack, discord, email, name = "Bob Ekman" }) {
      const id = v7();
      const person = { id, tenantId, username: `u${id.slice(-12)}`, displayName: name, createdAt: now };
      await db.person.create({
        data: { ...person, state: "active", ...(email && { email, emailVerifiedAt: now }), timeZone: "Europe/Berlin" },
      });
      const accounts = [
        ...(slack ? [["slack", slack] as const] : []),
        ...(discord ? [["discord", discord] as const] : []),
      ];
      for (const [platform, externalId] of accounts) {
        const identity = { id: v7(), tenantId, personId: id, platform, externalId, handle: externalId, linkedAt: now };
        await db.identity.create({ data: identity });
      }
      return id;
    },

    async addChannel(channelExternalId, { platform = "slack", workspaceExternalId = "T1" } = {}) {
      const id = v7();
      const { id: createdById } = await db.person.create({
        data: {
          id: v7(),
          tenantId,
          username: `a${id.slice(-12)}`,
          displayName: "Alice Moreau",
          state: "active",
          role: "super_admin",
          createdAt: now,
        },
      });
      const place = { platform, workspaceExternalId, channelExternalId, channelName: "gpu-ops" };
      const wish = { kinds: ["quota"], muted: [], timeZone: "Europe/Berlin" };
      const by = { createdById, createdByName: "Alice Moreau", createdAt: now };
      await db.alertSubscription.create({ data: { id, tenantId, ...place, ...wish, ...by } });
      return id;
    },

    async addNotice(recipient, name, more) {
      const id = v7();
      const event = {
        kind: "member-added",
        organization: { id: v7(), name: "Lab" },
        person: { id: v7(), name },
        role: "member",
        how: "added",
      };
      const who = { id, tenantId, at: new Date(), actorLabel: "Alice Moreau" };
      await db.auditEntry.create({ data: { ...who, outcome: "changed", kind: event.kind, data: event } });
      return plan("notice", id, recipient, more);
    },

    async addInvitation(inviterId, inviteeKey, { inviteeEmail } = {}) {
      const [organizationId, id] = [v7(), v7()];
      const organization = {
        id: organizationId,
        tenantId,
        slug: `lab-${organizationId.slice(-12)}`,
        name: "Vision Lab",
      };
      await db.organization.create({ data: { ...organization, createdAt: now } });
      await db.invitation.create({
        data: {
          id,
          tenantId,
          organizationId,
          inviteeKey,
          inviteeLabel: "Bob Ekman",
          role: "member",
          inviterId,
          createdAt: now,
          expiresAt: new Date(now.getTime() + 86_400_000),
          ...(inviteeEmail && { inviteeEmail }),
        },
      });
      return {
        id,
        inviteeDelivery: await plan("invitation:invitee", id, inviteeKey),
        inviterDelivery: await plan("invitation:inviter", id, `person:${inviterId}`),
      };
    },

    async change(invitationId, state) {
      await transaction(db, async (tx) => {
        await tx.invitation.update({ where: { id: invitationId }, data: { state, decidedAt: new Date() } });
        const cards = await tx.delivery.updateManyAndReturn({
          where: { subjectId: invitationId },
          data: { state: "pending", wantedVersion: { increment: 1 }, attempts: 0, error: null },
        });
        for (const { id } of cards) await enqueue(tx, "deliver", { deliveryId: id });
      });
    },
  };
}
