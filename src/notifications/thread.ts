import type { Delivery } from "../storage/generated/client.ts";
import { channels } from "./compose/words.ts";
import type { Channel } from "./compose/words.ts";
import type { Handle } from "./messenger.ts";
import type { Sender } from "./world.ts";

/** The message under which another one is said. */
export interface Thread {
  readonly channel: Channel;
  readonly handle: Handle;
}

/** undefined: it is said by itself. "lost": what it belongs to was never shown, and will not be. */
export async function findThread(
  { db }: Pick<Sender, "db">,
  { threadOf, tenantId }: Pick<Delivery, "threadOf" | "tenantId">,
): Promise<Thread | "lost" | undefined> {
  if (!threadOf) return undefined;
  const parent = await db.delivery.findFirst({ where: { id: threadOf, tenantId } });
  const channel = channels.find((one) => one === parent?.channel);
  if (!parent?.handle || !channel) return "lost";

  // Safe: only what a messenger returned as its Handle is ever written here.
  return { channel, handle: parent.handle as Handle };
}
