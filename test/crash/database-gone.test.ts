import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startEmbedded } from "../../src/storage/embedded.ts";
import type { EmbeddedServer } from "../../src/storage/embedded.ts";
import { foundVisionLab, urlOf } from "../support/scene.ts";
import { startBot, temporaryFolder } from "./support/bot.ts";
import { openTown } from "./support/town.ts";
import type { Platform } from "./support/town.ts";

const WITHIN_MS = 3_000;
const platforms: readonly Platform[] = ["slack", "discord"];
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

describe("a bot whose database is killed", { timeout: 90_000 }, () => {
  it("apologizes within three seconds, then goes on by itself when it is back", async () => {
    const { town, server, restart } = await withDatabaseOfItsOwn();
    await town.on("slack", "bob").type("register");
    process.kill(postmasterOf(server), "SIGKILL");

    for (const platform of platforms) {
      const asked = performance.now();
      const { text } = await town.on(platform, "alice").type("invite create @bob role:member");
      expect(performance.now() - asked).toBeLessThan(WITHIN_MS);
      expect(text).toMatch(/did not work, and nothing was changed.*reference/su);
    }

    await restart();
    await expect
      .poll(async () => (await town.on("slack", "alice").type("invite create @bob role:member")).text, {
        timeout: 20_000,
      })
      .toMatch(/Invited Bob Ekman/u);
    const card = await town.on("slack", "bob").receives(/invites you to Vision Lab/u, 30_000);
    const joined = await card.press("Accept");
    expect(joined.text).toMatch(/You joined Vision Lab/u);
  });

  it("starts its embedded database again", async () => {
    const folder = startFolder();
    const town = await openTown();
    ends.push(() => town.close());
    const bot = await startBot({ ...town, dataDirectory: folder });
    const server = await startEmbedded(folder);
    ends.push(
      () => server.stop(),
      () => bot.stop(),
    );
    await foundVisionLab(town);
    const killed = postmasterOf(server);

    process.kill(killed, "SIGKILL");

    await expect
      .poll(async () => (await town.on("slack", "alice").type("whoami")).text, { timeout: 30_000 })
      .toMatch(/Alice Moreau/u);
    expect(postmasterOf(server)).not.toBe(killed);
    expect(bot.isAlive).toBe(true);
  });
});

/** A bot on a database that somebody else runs. */
async function withDatabaseOfItsOwn() {
  const [folder, database] = [startFolder(), startFolder()];
  const town = await openTown();
  ends.push(() => town.close());
  const server = await startEmbedded(database);
  ends.push(async () => (await startEmbedded(database)).stop());
  const bot = await startBot({ ...town, dataDirectory: folder, databaseUrl: urlOf(server) });
  ends.push(() => bot.stop());
  await foundVisionLab(town);
  return { town, server, restart: () => startEmbedded(database) };
}

function startFolder(): string {
  const folder = temporaryFolder();
  ends.push(() => folder.remove());
  return folder.path;
}

function postmasterOf({ folder }: EmbeddedServer): number {
  return Number(readFileSync(path.join(folder, "postmaster.pid"), "utf8").split("\n")[0]);
}
