import type { Client } from "discord.js";
import { Routes } from "discord-api-types/v10";
import { z } from "zod";
import { isUnknownRoute } from "./failures.ts";
import { within } from "./surroundings.ts";

interface Options {
  readonly client: Client;
  admitWorkspace(server: ConnectedServer): Promise<unknown>;
}

export interface ConnectedServer {
  readonly platform: "discord";
  readonly externalId: string;
  readonly name: string;
}

interface Arriving {
  readonly id: string;
  readonly name?: string;
}

/** Lets servers in. */
interface Admission {
  /** A server in an outage has no name yet; it is admitted when it is back. */
  admit(server: Arriving): Promise<void>;
  /** The server of a request, where the gateway told of none. Never rejects, and keeps the request but a moment. */
  admitUntold(serverId: string | null): Promise<void>;
}

/** A request wants its answer within three seconds. */
const UNTOLD_WITHIN_MS = 700;
const serverShape = z.object({ name: z.string() });

export function createAdmission({ client, admitWorkspace }: Options): Admission {
  const admitted = new Set<string>();

  async function admit({ id, name }: Arriving): Promise<void> {
    if (name === undefined) return;
    await admitWorkspace({ platform: "discord", externalId: id, name });
    admitted.add(id);
  }

  return {
    admit,
    async admitUntold(serverId) {
      if (serverId === null || admitted.has(serverId)) return;
      const asked = nameOf(client, serverId).then((name) =>
        admit({ id: serverId, ...(name !== undefined && { name }) }),
      );
      await within(UNTOLD_WITHIN_MS, asked);
    },
  };
}

/** undefined where it is not the bot's, or nobody answers. */
async function nameOf(client: Client, serverId: string): Promise<string | undefined> {
  const known = client.guilds.cache.get(serverId)?.name;
  if (known !== undefined) return known;
  try {
    return serverShape.parse(await client.rest.get(Routes.guild(serverId))).name;
  } catch (error) {
    return isUnknownRoute(error) ? serverId : undefined;
  }
}
