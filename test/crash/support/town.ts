import type pg from "pg";
import type { LocalDiscord } from "../../../playground/discord/contract.ts";
import type { PersonSeed } from "../../../playground/discord/options.ts";
import type { LocalSlack, SlackPersonSeed } from "../../../playground/slack/contract.ts";
import type { Actor } from "../../support/chat.ts";
import { foundVisionLab, link, localDiscord, localSlack, onDiscord, onSlack } from "../../support/scene.ts";
import type { Name } from "../../support/scene.ts";

export type Platform = "slack" | "discord";

/** Both platforms, which outlive every bot that serves them. */
export interface Town {
  readonly slack: LocalSlack;
  readonly discord: LocalDiscord;
  on(platform: Platform, name: Name): Actor;
  close(): Promise<void>;
}

export const labs = ["vision-lab", "optics", "robotics"] as const;
/** Dana's direct messages are closed on Discord. */
export const inviters = ["alice", "chen", "dana"] as const;
/** Where each can be invited from, and answer. */
export const invitees: Readonly<Partial<Record<Name, readonly Platform[]>>> = {
  bob: ["slack", "discord"],
  erik: ["slack"],
  farah: ["discord"],
};

/** People besides those of the world. */
interface More {
  readonly onSlack?: readonly SlackPersonSeed[];
  readonly onDiscord?: readonly PersonSeed[];
}

export async function openTown({ onSlack: moreOnSlack, onDiscord: moreOnDiscord }: More = {}): Promise<Town> {
  const [slack, discord] = await Promise.all([localSlack(moreOnSlack), localDiscord(moreOnDiscord)]);
  return {
    slack,
    discord,
    on: (platform, name) => (platform === "slack" ? onSlack(slack, name) : onDiscord(discord, name)),
    async close() {
      await Promise.all([slack.close(), discord.close()]);
    },
  };
}

/** Three labs, of which Alice is owner; Chen and Dana are admins, Bob has an account, Erik and Farah have none. */
export async function settle(town: Town, client: pg.Client): Promise<void> {
  await foundVisionLab(town);
  const alice = town.on("discord", "alice");
  await alice.type('org create "Optics"');
  await alice.type('org create "Robotics"');
  for (const name of ["bob", "dana", "chen"] as const) {
    await town.on("slack", name).type("register");
    await link(town, name);
  }
  // Not by invitations, whose messages would stand in the way of those to come: Slack takes one a second.
  await client.query(
    `INSERT INTO membership (id, tenant_id, organization_id, person_id, role, joined_at)
     SELECT gen_random_uuid(), person.tenant_id, organization.id, person.id, 'admin', now()
     FROM person, organization
     WHERE person.username IN ('chen', 'dana') AND organization.slug = ANY ($1)`,
    [labs],
  );
}
