import type { Client } from "discord.js";
import type { Invocation } from "../../commands/invocation.ts";
import type { People } from "./identity.ts";
import { limits } from "./limits.ts";
import { createRecent } from "./recent.ts";

export type Server = Invocation["workspace"];

/** In which server a request was made; direct messages do not say, so there it is one that the person is in. */
type Place =
  | { readonly kind: "server"; readonly server: Server }
  | { readonly kind: "several"; readonly servers: readonly Server[] }
  | { readonly kind: "none" };

export interface Places {
  of(guildId: string | null, userId: string): Promise<Place>;
  /** From now on this person's direct messages are about this server. False when they are not in it. */
  choose(userId: string, guildId: string): Promise<boolean>;
}

const CHOICE_KEPT_MS = 12 * 3_600_000;

export function createPlaces(client: Client, people: People): Places {
  const chosen = createRecent<string>({ capacity: 10_000, milliseconds: CHOICE_KEPT_MS });

  const server = (id: string): Server => ({ externalId: id, name: client.guilds.cache.get(id)?.name ?? id });

  const isIn = async (id: string, userId: string): Promise<boolean> => (await people.member(id, userId)) !== undefined;

  /** Direct messages stay open to whoever has left or was banned, and serve them no more. */
  async function shared(userId: string): Promise<readonly Server[]> {
    const ids = [...client.guilds.cache.keys()];
    const isThere = await Promise.all(ids.map((id) => isIn(id, userId)));
    return ids.filter((_, index) => isThere[index]).map(server);
  }

  async function lastChosen(userId: string): Promise<string | undefined> {
    const id = chosen.get(userId);
    return id !== undefined && (await isIn(id, userId)) ? id : undefined;
  }

  return {
    async of(guildId, userId) {
      const known = guildId ?? (await lastChosen(userId));
      if (known !== undefined) return { kind: "server", server: server(known) };

      const servers = await shared(userId);
      const [first] = servers;
      if (first === undefined) return { kind: "none" };
      if (servers.length === 1) return { kind: "server", server: first };
      return { kind: "several", servers: servers.slice(0, limits.selectOptions) };
    },
    async choose(userId, guildId) {
      if (!client.guilds.cache.has(guildId) || !(await isIn(guildId, userId))) return false;
      chosen.set(userId, guildId);
      return true;
    },
  };
}
