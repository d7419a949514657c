import type { Delivery } from "../storage/generated/client.ts";
import type { Channel } from "./compose/words.ts";
import type { Messenger, Parcel, Sending } from "./messenger.ts";
import type { Route } from "./routes.ts";
import type { Thread } from "./thread.ts";

/** A way to show something that is not shown yet. */
export interface Way {
  readonly channel: Channel;
  go(messenger: Messenger, parcel: Parcel): Promise<Sending>;
}

/** Where the platform has no threads, or the message is gone by now, it is said by itself. */
export function replyIn({ channel, handle }: Thread): Way {
  return { channel, go: async (messenger, parcel) => (await messenger.reply?.(handle, parcel)) ?? { outcome: "gone" } };
}

/** An attempt that may have arrived is looked for where it was made, before any other way is tried. */
export function waysTo(routes: readonly Route[], { channel }: Delivery, maybeSent: boolean): readonly Way[] {
  const isFirst = (route: Route) => maybeSent && route.channel === channel;
  return [...routes.filter(isFirst), ...routes.filter((route) => !isFirst(route))].map(wayOf);
}

function wayOf({ channel, address }: Route): Way {
  return {
    channel,
    async go(messenger, parcel) {
      if (typeof address === "string") return messenger.send(address, parcel);
      const posted = await messenger.post?.(address, parcel);
      return posted ?? { outcome: "undeliverable", reason: "This platform has no channels" };
    },
  };
}
