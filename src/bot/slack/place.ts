import { z } from "zod";
import type { AskedIn } from "../../commands/invocation.ts";
import { limits } from "./limits.ts";

/** Where an answer belongs: the message or command that a modal was opened from. */
export interface Place {
  /** Slack's response_url of that message or command, and until when it works (seconds since the epoch). */
  readonly respond?: { readonly url: string; readonly until: number };
  /** True when the message whose button was pressed may be replaced: only its reader sees it. */
  readonly isReplaceable?: boolean;
  /** True when it was the home tab, which then shows what changed. */
  readonly isHome?: boolean;
  /** The conversation that it was in. */
  readonly channel?: AskedIn;
}

const placeSchema = z.object({
  call: z.string().optional(),
  respond: z.object({ url: z.url({ protocol: /^https?$/ }), until: z.number() }).optional(),
  isReplaceable: z.boolean().optional(),
  isHome: z.boolean().optional(),
  channel: z.object({ externalId: z.string(), name: z.string().optional(), isDirect: z.boolean() }).optional(),
});

/** Slack's names for what has none, or keeps it to itself (docs.slack.dev/interactivity/implementing-slash-commands). */
const noNames = new Set(["", "directmessage", "privategroup"]);

/** A conversation as payloads name it; ids of direct messages begin with D. */
export function channelOf(id: string | undefined, name: string | undefined): Pick<Place, "channel"> {
  if (id === undefined || id === "") return {};
  // A conversation of several people is no channel either.
  const isDirect = id.startsWith("D") || name === "directmessage" || name?.startsWith("mpdm-") === true;
  return { channel: { externalId: id, isDirect, ...(name !== undefined && !noNames.has(name) && { name }) } };
}

/** A modal's private metadata: its place, and the opaque id of the call that its form completes. */
export function writeMetadata(place: Place, call?: string): string {
  const whole = JSON.stringify({ call, ...place });
  // Slack refuses a view with longer metadata; without its place the answer is shown in the modal.
  return whole.length <= limits.privateMetadata ? whole : JSON.stringify({ call });
}

export function readMetadata(metadata: string | undefined): { readonly place: Place; readonly call?: string } {
  const parsed = placeSchema.safeParse(parseJson(metadata ?? ""));
  if (!parsed.success) return { place: {} };

  const { call, respond, isReplaceable, isHome, channel } = parsed.data;
  return {
    place: {
      ...(respond && { respond }),
      ...(isReplaceable && { isReplaceable }),
      ...(isHome && { isHome }),
      ...(channel && { channel: askedIn(channel) }),
    },
    ...(call !== undefined && { call }),
  };
}

function askedIn({ externalId, isDirect, name }: NonNullable<z.infer<typeof placeSchema>["channel"]>): AskedIn {
  return { externalId, isDirect, ...(name !== undefined && { name }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
