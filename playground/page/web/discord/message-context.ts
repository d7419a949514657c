import { createContext, useContext } from "react";
import type { SeenMessage } from "../../../discord/seen.ts";
import { localAddress } from "./context.ts";

export const MessageContext = createContext<SeenMessage | undefined>(undefined);

/** The message around a component; only inside one. */
export function useMessage(): SeenMessage {
  const message = useContext(MessageContext);
  if (message === undefined) throw new Error("This component belongs inside a message.");
  return message;
}

/** Where the page loads a picture from: the playground's own files alone, named by address or `attachment://`. */
export function useLocalAddress(url: string): string | undefined {
  const { attachments } = useMessage();
  const name = url.startsWith("attachment://") ? url.slice(13) : undefined;
  const attached = name === undefined ? undefined : attachments.find((file) => file.name === name);
  return localAddress(attached?.url ?? url);
}
