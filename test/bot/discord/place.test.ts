import { Collection } from "discord.js";
import type { Client } from "discord.js";
import { describe, expect, it } from "vitest";
import type { People } from "../../../src/bot/discord/identity.ts";
import { createPlaces } from "../../../src/bot/discord/place.ts";

const known = (id: string) => ({ externalId: id, handle: id, displayName: id, isBot: false });

/** Servers, by id, with those who are in them. */
function placesOf(servers: Readonly<Record<string, Set<string>>>) {
  const cache = new Collection(Object.keys(servers).map((id) => [id, { name: `Server ${id}` }]));
  // Safe: of the client, places look at nothing but the names of its servers.
  const client = { guilds: { cache } } as unknown as Client;
  const people: People = {
    member: async (guildId, userId) => (servers[guildId]?.has(userId) ? known(userId) : undefined),
    user: async (userId) => known(userId),
    directory: () => ({ profile: async () => undefined, findByEmail: async () => undefined }),
  };
  return createPlaces(client, people);
}

describe("a direct message", () => {
  it("is about the one server that its sender is in", async () => {
    const places = placesOf({ g1: new Set(["bob"]), g2: new Set() });

    expect(await places.of(null, "bob")).toMatchObject({ kind: "server", server: { externalId: "g1" } });
  });

  it("from somebody who was banned from the only server is about none", async () => {
    const members = new Set(["mallory"]);
    const places = placesOf({ g1: members });
    expect(await places.of(null, "mallory")).toMatchObject({ kind: "server" });

    members.delete("mallory");

    expect(await places.of(null, "mallory")).toEqual({ kind: "none" });
  });

  it("is no more about a server that its sender chose and was banned from", async () => {
    const members = new Set(["mallory"]);
    const places = placesOf({ g1: members, g2: new Set(["mallory"]) });
    expect(await places.choose("mallory", "g1")).toBe(true);

    members.delete("mallory");

    expect(await places.of(null, "mallory")).toMatchObject({ kind: "server", server: { externalId: "g2" } });
    expect(await places.choose("mallory", "g1")).toBe(false);
  });
});
