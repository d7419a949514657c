import { InteractionType, MessageFlags } from "discord-api-types/v10";
import { z } from "zod";

const snowflake = z.string().regex(/^\d{1,20}$/u);
const person = z.looseObject({ id: snowflake });

/** What nobody can be answered without. */
const shape = z
  .looseObject({
    id: snowflake,
    token: z.string().min(1),
    type: z.int(),
    channel_id: snowflake.nullish(),
    user: person.nullish(),
    member: z.looseObject({ user: person.nullish() }).nullish(),
    data: z.looseObject({}).nullish(),
    message: z.looseObject({ id: snowflake }).nullish(),
  })
  .refine(({ user, member }) => user ?? member?.user)
  .refine(({ type, data }) => type === InteractionType.Ping || data);

type Interaction = z.infer<typeof shape>;

/**
 * Makes an interaction one that discord.js can read: it throws where something it takes for granted is missing, as it
 * may be from other servers that speak Discord's protocol, and the throw would end the process.
 * False for one that cannot be answered; discord.js will not see it.
 */
export function tolerateInteraction(packet: unknown): boolean {
  if (!isRecord(packet) || packet["t"] !== "INTERACTION_CREATE") return true;

  const read = shape.safeParse(packet["d"]);
  if (read.success) packet["d"] = filledIn(read.data);
  else packet["t"] = "UNREADABLE_INTERACTION";
  return read.success;
}

/** What discord.js would build and nobody looks at is left out: a message's content, and people at large. */
function filledIn({ member, user, data, message, ...rest }: Interaction): Record<string, unknown> {
  const { resolved: _, ...asked } = data ?? {};
  return {
    ...rest,
    ...channelIn(rest),
    entitlements: rest["entitlements"] ?? [],
    authorizing_integration_owners: rest["authorizing_integration_owners"] ?? {},
    app_permissions: rest["app_permissions"] ?? "0",
    data: rest.type === InteractionType.ModalSubmit ? { components: [], ...withoutNulls(asked) } : withoutNulls(asked),
    ...(user && { user }),
    ...(member && { member: { ...withoutNulls(member), user: member.user ?? user } }),
    ...messageIn(rest, message),
  };
}

/** discord.js reads the channel's id there alone. */
function channelIn({ channel_id: id, ...rest }: Pick<Interaction, "channel_id"> & Record<string, unknown>): object {
  return id ? { channel: rest["channel"] ?? { id } } : {};
}

/** A control always has a message; a form may come from one. */
function messageIn({ type, id, channel_id: channelId }: Interaction, message: Interaction["message"]): object {
  if (!message && type !== InteractionType.MessageComponent) return {};
  // Who does not say is taken to mean a message that only its reader sees, as most are.
  const flags = typeof message?.["flags"] === "number" ? message["flags"] : MessageFlags.Ephemeral;
  return { message: { id: message?.id ?? id, channel_id: channelId ?? id, flags } };
}

/** discord.js tells null from missing where Discord's documentation knows only missing. */
function withoutNulls(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(record).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutNullsInside(value)]));
}

function withoutNullsInside(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNullsInside);
  return isRecord(value) ? withoutNulls(value) : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
