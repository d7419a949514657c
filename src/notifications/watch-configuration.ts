import { followConfiguration } from "../domain/configuration/follow-configuration.ts";
import type { ConfigurationFile } from "../domain/configuration/configuration-file.ts";
import type { Sender } from "./world.ts";

/** Files on network and overlay disks tell nobody that they changed. */
const LOOK_EVERY_MS = 2_000;

interface Watching extends Pick<Sender, "world" | "log"> {
  readonly file: ConfigurationFile;
}

/**
 * Keeps this instance's configuration with its file until stopped. Unlike what runs by the clock, every instance does.
 * Throws ConfigurationInvalid for one that does not go with what was counted before.
 */
export async function watchConfiguration({ file, world, log }: Watching): Promise<{ stop(): Promise<void> }> {
  const follower = followConfiguration({ file, world });
  await follower.begin();
  let underway: Promise<void> | undefined;
  const look = () =>
    follower
      .tick()
      .catch((error: unknown) => log.error({ err: error }, "configuration not followed"))
      .finally(() => (underway = undefined));
  const timer = setInterval(() => (underway ??= look()), LOOK_EVERY_MS);

  return {
    async stop() {
      clearInterval(timer);
      await underway;
    },
  };
}
