import { createHash } from "node:crypto";
import type { Parcel } from "../../notifications/messenger.ts";
import type { SeenMessage } from "./direct-messages.ts";
import { limits } from "./limits.ts";
import type { RenderedMessage } from "./render.ts";

/** 24 characters of the key's digest: Discord takes 25, and compares those of the last few minutes only. */
export function nonceFor(key: string): string {
  return createHash("sha256")
    .update(key)
    .digest("base64url")
    .slice(0, limits.nonce - 1);
}

/**
 * The key again, where it stays with the message for good: fetched messages do not promise to tell their nonce.
 * An embed's address is shown nowhere while the embed has no title.
 */
function keyAddress(key: string): string {
  return `https://discord.com/#${nonceFor(key)}`;
}

export function withKey(body: RenderedMessage, key: string): RenderedMessage {
  return { ...body, embeds: body.embeds.map((embed) => ({ ...embed, url: keyAddress(key) })) };
}

export interface Sent {
  readonly parcel: Parcel;
  readonly body: RenderedMessage;
}

export function isSentAs(message: SeenMessage, { parcel, body }: Sent): boolean {
  if (message.nonce === nonceFor(parcel.key)) return true;
  if (body.embeds.length === 0) return message.embeds.length === 0 && message.content === body.content;
  return message.embeds.some(({ url }) => url === keyAddress(parcel.key));
}
