import { useCallback, useState } from "react";
import type { Look } from "./client.ts";

export interface LookControls {
  readonly look: Look;
  /** Looks through another person's eyes, where that person last was. */
  readonly become: (personId: string) => void;
  readonly openSlack: (channelId: string) => void;
  /** Opens a thread beside the channel; undefined closes it. */
  readonly openThread: (ts: string | undefined) => void;
  readonly openDiscord: (channelId: string) => void;
}

const KEY = "playground-person";

/** Who looks, and where each person was when last looked through. */
export function useLook(): LookControls {
  const [as, setAs] = useState(() => localStorage.getItem(KEY) ?? "alice");
  const [places, setPlaces] = useState<Readonly<Record<string, Omit<Look, "as">>>>({});
  const move = useCallback(
    (place: Omit<Look, "as">) => setPlaces((earlier) => ({ ...earlier, [as]: { ...earlier[as], ...place } })),
    [as],
  );
  const become = useCallback((personId: string) => {
    localStorage.setItem(KEY, personId);
    setAs(personId);
  }, []);

  return {
    look: { as, ...places[as] },
    become,
    openSlack: useCallback((slack: string) => move({ slack, thread: undefined }), [move]),
    openThread: useCallback((thread: string | undefined) => move({ thread }), [move]),
    openDiscord: useCallback((discord: string) => move({ discord }), [move]),
  };
}
