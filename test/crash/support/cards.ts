import type pg from "pg";
import { discordPeople, slackPeople } from "../../../playground/world.ts";
import type { Town } from "./town.ts";

/** A card that somebody sees in their direct messages with the bot. */
interface Seen {
  readonly id: string;
  readonly text: string;
}

interface Sent {
  readonly id: string;
  readonly subject: string;
  readonly channel: string;
  readonly handle: { readonly channel: string; readonly ts?: string; readonly message?: string };
  /** The invitation's; null for a notice. */
  readonly state: string | null;
  readonly organization: string | null;
}

const words: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  "invitation:invitee": {
    pending: /invites you to/u,
    accepted: /You joined/u,
    declined: /You declined/u,
    revoked: /was revoked/u,
    superseded: /took this one's place/u,
  },
  "invitation:inviter": {
    pending: /Waiting: sent/u,
    accepted: /joined/u,
    declined: /declined the invitation/u,
    revoked: /was revoked/u,
    superseded: /was sent anew/u,
  },
};

/** All direct messages from the bot, to anybody, by the platform's own address of each. */
function seenCards({ slack, discord }: Town): readonly Seen[] {
  const inSlack = slackPeople.flatMap(({ id }) => {
    const person = slack.as(id);
    const channel = person.channels().find(({ kind }) => kind === "app");
    return channel ? person.messages(channel.id).filter((one) => one.isFromApp && !one.isEphemeral) : [];
  });
  const inDiscord = discordPeople.flatMap(({ id }) => {
    const person = discord.as(id);
    const channels = person.channels().filter(({ kind }) => kind === "direct");
    return channels
      .flatMap((channel) => person.messages(channel.id))
      .filter((one) => one.author.isBot && !one.isEphemeral);
  });
  return [
    ...inSlack.map(({ id, text, blocks }) => ({ id, text: textIn([text, blocks]) })),
    ...inDiscord.map(({ id, channelId, embeds, content }) => ({
      id: `${channelId}/${id}`,
      text: textIn([embeds, content]),
    })),
  ];
}

function textIn(value: unknown): string {
  return JSON.stringify(value);
}

/** What is wrong with what people see, compared with the database; empty when every card is there once and is true. */
export async function untrueCards(town: Town, client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<Sent>(`
    SELECT delivery.id, subject, channel, handle, invitation.state, organization.name AS organization
    FROM delivery
    LEFT JOIN invitation ON invitation.id = delivery.subject_id
    LEFT JOIN organization ON organization.id = invitation.organization_id
    WHERE delivery.state = 'sent' AND channel IN ('slack', 'discord')`);
  const seen = new Map(seenCards(town).map((card) => [card.id, card]));
  const told = new Map(rows.map((row) => [addressOf(row), row]));
  return [
    ...[...seen].filter(([id]) => !told.has(id)).map(([id, { text }]) => `shown twice, or by nobody: ${id} ${text}`),
    ...rows.filter((row) => told.get(addressOf(row)) !== row).map(({ id }) => `shares its message: ${id}`),
    ...rows.flatMap((row) => complaintAbout(row, seen.get(addressOf(row)))),
  ];
}

function addressOf({ handle: { channel, ts, message } }: Sent): string {
  return `${channel}/${ts ?? message}`;
}

function complaintAbout({ id, subject, state, organization }: Sent, card: Seen | undefined): readonly string[] {
  if (!card) return [`not shown: ${subject} ${id}`];
  if (state === null || organization === null) return [];
  const expected = words[subject]?.[state];
  const isTrue = card.text.includes(organization) && expected?.test(card.text);
  return isTrue ? [] : [`${subject} is ${state}, but its card says: ${card.text}`];
}
