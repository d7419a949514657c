import type { Platform } from "../storage/generated/enums.ts";

/** Whom a delivery is for. */
export type Recipient =
  | { readonly kind: "person"; readonly personId: string }
  | { readonly kind: "chat"; readonly platform: Platform; readonly externalId: string }
  | { readonly kind: "email"; readonly email: string }
  | { readonly kind: "channel"; readonly subscriptionId: string };

/** Reads "person:<id>", "slack:<user id>", "discord:<user id>", "email:<address>" or "channel:<id>". Throws on anything else. */
export function parseRecipient(recipient: string): Recipient {
  const colon = recipient.indexOf(":");
  const kind = recipient.slice(0, colon);
  const rest = recipient.slice(colon + 1);
  switch (kind) {
    case "person":
      return { kind, personId: rest };
    case "slack":
    case "discord":
      return { kind: "chat", platform: kind, externalId: rest };
    case "email":
      return { kind, email: rest };
    case "channel":
      return { kind, subscriptionId: rest };
    default:
      throw new Error(`a delivery's recipient is of an unknown kind`);
  }
}
