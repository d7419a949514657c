import type { World } from "../context.ts";
import type { Configuration } from "./configuration.ts";
import { ConfigurationInvalid } from "./configuration-file.ts";
import type { ConfigurationFile, Look } from "./configuration-file.ts";
import { metersKept } from "./kept-meters.ts";
import { keepCounting } from "./keep-counting.ts";
import { putToUse } from "./put-to-use.ts";
import { isLoadedElsewhere, metersEverKept, recordRefused } from "./record-configuration.ts";

interface Following {
  readonly file: ConfigurationFile;
  world(): World;
}

/** Looks at the file again and again. */
export interface ConfigurationFollower {
  /** For the start: what is in use now is written down and counted. Throws ConfigurationInvalid. */
  begin(): Promise<void>;
  /** One look. A change counts once the file stayed as it is from one look to the next: somebody may be writing it. */
  tick(): Promise<void>;
}

/** Keeps one instance's configuration with its file. Every instance follows by itself. */
export function followConfiguration({ file, world }: Following): ConfigurationFollower {
  let seen: string | undefined;
  let done: string | undefined;
  let untold: (() => Promise<void>) | undefined;
  const counting = keepCounting({ file, world });

  /** What could not be written down is tried again at the next look; the configuration holds meanwhile. */
  const tell = async (work: () => Promise<void>): Promise<void> => {
    untold = work;
    await work();
    untold = undefined;
  };
  const follow = async (): Promise<void> => {
    const signature = await file.signature();
    const isSettled = signature === seen;
    seen = signature;
    if (!isSettled) untold = undefined;
    if (!isSettled || signature === done) return untold && tell(untold);

    const before = file.current();
    const look = await file.look();
    if (!(await isToBeUsed(look, before, world()))) return wait(file, look);
    done = signature;
    return tell(() => act({ file, world }, look, before));
  };

  return {
    async begin() {
      const configuration = file.current();
      done = await file.signature();
      seen = done;
      const problems = metersKept(await metersEverKept(world().db), configuration);
      if (problems.length > 0) throw new ConfigurationInvalid(problems);
      await tell(() => putToUse(world(), { configuration, before: configuration }));
    },
    async tick() {
      await follow();
      await counting.welcome();
      await counting.recount();
    },
  };
}

/** With `reload: by_command` a change waits for the command, on whichever instance that was typed. */
async function isToBeUsed(look: Look, { reload }: Configuration, { db }: World): Promise<boolean> {
  if (look.kind !== "changed" || reload === "on_change") return true;
  return isLoadedElsewhere(db, look.configuration.source.hash);
}

function wait(file: ConfigurationFile, look: Look): void {
  if (look.kind === "changed") file.note({ waiting: look.changes });
}

async function act({ file, world }: Following, look: Look, before: Configuration): Promise<void> {
  if (look.kind === "same") return file.note({});
  if (look.kind === "bad") {
    file.note({ problem: summaryOf(look.problems) });
    return recordRefused(world(), { file: file.name, hash: look.hash, problems: look.problems });
  }
  file.use(look.configuration);
  return putToUse(world(), { configuration: look.configuration, before });
}

/** One line: the first fault, and how many more there are. */
export function summaryOf(problems: readonly string[]): string {
  const [first = "", ...others] = problems;
  return others.length > 0 ? `${first} (and ${others.length} more)` : first;
}
