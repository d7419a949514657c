import { useContext, useEffect } from "react";
import { markRead } from "../client.ts";
import type { Platform } from "../client.ts";
import { ActingContext } from "../world.ts";

interface OpenChannel {
  readonly id: string;
  readonly unread: number;
  /** The newest message's time stamp or snowflake. */
  readonly newest?: string | undefined;
}

/** Marks the open channel as read while somebody looks at it: the tab is shown, and so is the pane. */
export function useMarkRead(platform: Platform, channel: OpenChannel | undefined): void {
  const { as } = useContext(ActingContext);
  const { id, newest, unread = 0 } = channel ?? {};
  useEffect(() => {
    if (id === undefined || newest === undefined || unread === 0) return undefined;
    const look = () => {
      const pane = document.querySelector(`[data-platform="${platform}"]`);
      if (document.visibilityState !== "visible" || pane?.checkVisibility() !== true) return;
      // Not reached means the badge stays; the page says by itself that the server is gone.
      markRead(as, { platform, channelId: id, newest }).catch(() => undefined);
    };
    look();
    document.addEventListener("visibilitychange", look);
    document.addEventListener("click", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      document.removeEventListener("click", look);
    };
  }, [as, platform, id, newest, unread]);
}
