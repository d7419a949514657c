import type { Delivery } from "../storage/generated/client.ts";
import type { Reader } from "./routes.ts";
import type { Sender } from "./world.ts";

/** A subscribed channel, as the reader of what is posted there. */
export async function findChannel(
  { db }: Sender,
  { tenantId, subject }: Delivery,
  subscriptionId: string,
): Promise<Reader> {
  const subscription = await db.alertSubscription.findFirst({ where: { id: subscriptionId, tenantId } });
  // That it is over is said where it was.
  const isOver = subscription?.deletedAt && subject !== "notice";
  if (!subscription || isOver) return { ...nobody, closed: unsubscribed };

  const { id, organizationId, platform, workspaceExternalId, channelExternalId, timeZone, state } = subscription;
  return {
    personId: undefined,
    audience: { subscriptionId: id, organizationId },
    timeZone,
    routes: [{ channel: platform, address: { workspaceExternalId, channelExternalId } }],
    ...(state === "degraded" && {
      closed: { kind: "held", reason: subscription.degradedReason ?? "The channel cannot be posted to." },
    }),
  };
}

const nobody = { personId: undefined, timeZone: "UTC", routes: [] } as const;
const unsubscribed = { kind: "undeliverable", reason: "The channel is not subscribed any more." } as const;
