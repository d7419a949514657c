import type { LocalDiscord } from "../discord/contract.ts";
import type { LocalSlack } from "../slack/contract.ts";
import type { WorldPerson } from "../world.ts";
import { discordState, unreadOnDiscord } from "./state-discord.ts";
import { slackState, unreadOnSlack } from "./state-slack.ts";
import type { PageState, PersonTab } from "./protocol.ts";
import type { ReadMarkers } from "./read-markers.ts";

/** What the page stands on. */
export interface PageWorld {
  readonly slack: LocalSlack;
  readonly discord: LocalDiscord;
  readonly markers: ReadMarkers;
  readonly people: readonly WorldPerson[];
}

/** Who looks, and where; an unknown channel falls back to the first. */
export interface Look {
  readonly person: WorldPerson;
  readonly slackChannel?: string | undefined;
  readonly slackThread?: string | undefined;
  readonly discordChannel?: string | undefined;
}

/** Everything that the page shows this person now. */
export function stateFor(world: PageWorld, look: Look): PageState {
  const people = world.people.map((person) => tabOf(world, person));
  const { slackId, discordId } = look.person;

  return {
    person: tabOf(world, look.person),
    people,
    ...(slackId !== undefined && { slack: slackState(world, look, slackId) }),
    ...(discordId !== undefined && { discord: discordState(world, look, discordId) }),
  };
}

function tabOf(world: PageWorld, person: WorldPerson): PersonTab {
  return {
    id: person.id,
    name: person.name,
    note: person.note,
    ...(person.slackId !== undefined && { slackId: person.slackId }),
    ...(person.discordId !== undefined && { discordId: person.discordId }),
    unread: { slack: unreadOnSlack(world, person), discord: unreadOnDiscord(world, person) },
  };
}
