import type { Database, Transaction } from "../../storage/database.ts";
import { Prisma } from "../../storage/generated/client.ts";
import type { Context } from "../context.ts";
import type { Audience, Via } from "./announcement.ts";
import { channelsOf, peopleIn } from "./recipients.ts";

/** How many there are to tell, by the way on which they are reached first. */
export interface Reach {
  readonly total: number;
  readonly slack: number;
  readonly discord: number;
  /** On both; told where they were last. */
  readonly either: number;
  readonly email: number;
  /** No chat account and no confirmed address. */
  readonly none: number;
}

/**
 * Messages a second. Slack: "several hundred messages per minute" in a workspace, taken for three hundred
 * (docs.slack.dev/reference/methods/chat.postMessage). Discord: 50 requests a second, two for each direct message
 * (docs.discord.com/developers/topics/rate-limits). Mail servers state none.
 */
export const messagesPerSecond = { slack: 5, discord: 25, email: 20 } as const;

/** Seconds that the platforms' limits alone demand; the platforms are sent to side by side. */
export function secondsFor({ slack, discord, either, email }: Reach): number {
  const { slack: ofSlack, discord: ofDiscord, email: ofEmail } = messagesPerSecond;
  return Math.ceil(Math.max((slack + either) / ofSlack, discord / ofDiscord, email / ofEmail));
}

type Asking = Pick<Context, "tenantId" | "now" | "configuration">;

/** Who would hear it now. */
export async function readReach(
  db: Database | Transaction,
  context: Asking,
  { audience, via }: { readonly audience: Audience; readonly via: Via },
): Promise<Reach> {
  const rows = await db.$queryRaw<readonly Reach[]>(
    via === "direct" ? people(peopleIn(context, audience)) : channels(channelsOf(context, audience)),
  );
  return rows[0] ?? { total: 0, slack: 0, discord: 0, either: 0, email: 0, none: 0 };
}

function people(ids: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT count(*)::int AS total,
      count(*) FILTER (WHERE s.id IS NOT NULL AND d.id IS NULL)::int AS slack,
      count(*) FILTER (WHERE s.id IS NULL AND d.id IS NOT NULL)::int AS discord,
      count(*) FILTER (WHERE s.id IS NOT NULL AND d.id IS NOT NULL)::int AS either,
      count(*) FILTER (WHERE s.id IS NULL AND d.id IS NULL AND has_mail)::int AS email,
      count(*) FILTER (WHERE s.id IS NULL AND d.id IS NULL AND NOT has_mail)::int AS none
    FROM (${ids}) AS told
    JOIN person ON person.id = told.id
    CROSS JOIN LATERAL (SELECT person.email IS NOT NULL AND person.email_verified_at IS NOT NULL AS has_mail) AS mail
    LEFT JOIN identity s ON s.person_id = told.id AND s.platform = 'slack'
    LEFT JOIN identity d ON d.person_id = told.id AND d.platform = 'discord'`;
}

function channels(ids: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT count(*)::int AS total,
      count(*) FILTER (WHERE s.platform = 'slack')::int AS slack,
      count(*) FILTER (WHERE s.platform = 'discord')::int AS discord,
      0 AS either, 0 AS email, 0 AS none
    FROM (${ids}) AS told JOIN alert_subscription s ON s.id = told.id`;
}
