import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { z } from "zod";

/** Which inner addresses webhooks may reach, which are otherwise refused. */
export interface WebhookSettings {
  /** Addresses, ranges ("10.0.0.0/8") and names of hosts, small letters; these may be reached without TLS as well. */
  readonly allow: readonly string[];
}

const MOST_ALLOWED = 100;
const MOST_NAME = 253;
const HINT = "a host or a range of addresses, such as alertmanager.internal or 10.0.0.0/8";
const LIST_HINT = "a list of hosts and ranges of addresses, such as [10.0.0.0/8, alertmanager.internal]";

const allowed = z
  .string({ error: `should be ${HINT}` })
  .trim()
  .max(MOST_NAME, `should be at most ${MOST_NAME} characters`)
  .transform((text) => text.toLowerCase())
  .refine((text) => isRange(text) || isIP(text) > 0 || isHost(text), `should be ${HINT}`);

/** What may stand below "webhooks". */
export const webhookShape = {
  allow: z
    .array(allowed, { error: `should be ${LIST_HINT}` })
    .max(MOST_ALLOWED, `should be at most ${MOST_ALLOWED} hosts and ranges`)
    .optional(),
};

/** What is left out is as in `otherwise`. */
export function webhookSettingsOf(
  text: { readonly allow?: readonly string[] | undefined },
  otherwise: WebhookSettings,
): WebhookSettings {
  return { allow: text.allow ?? otherwise.allow };
}

function isRange(text: string): boolean {
  const [address = ""] = text.split("/", 1);
  return text.includes("/") && isIP(address) > 0 && ipaddr.isValidCIDR(text);
}

function isHost(text: string): boolean {
  return (
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/u.test(text) && !/^[\d.]+$/u.test(text)
  );
}

/** "public addresses, 10.0.0.0/8 and alertmanager.internal". */
export function webhookLine({ allow }: WebhookSettings): string {
  return ["public addresses", ...allow].join(", ");
}
