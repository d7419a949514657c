import type { World } from "../context.ts";
import { DomainError } from "../errors.ts";
import type { Problem, Thing } from "../errors.ts";
import { busyError } from "./busy.ts";
import type { PathSubject } from "../quotas/load-path.ts";
import type { CompiledPath } from "./compiled-path.ts";
import { keyOf } from "./paths.ts";
import type { Paths } from "./paths.ts";
import type { PlacedWaiting, ReserveWaiting } from "./settle.ts";

interface Finding {
  readonly paths: Paths;
  world(): World;
}

const MOST_TURNS = 10;

/** Those whose limits there are to look at, each with its path as it is now; the others are settled. */
export async function withPaths(
  reserves: readonly ReserveWaiting[],
  { paths, world }: Finding,
): Promise<readonly PlacedWaiting[]> {
  let left = reserves;
  for (let turn = 1; ; turn++) {
    const now = world();
    const placed = left.map((waiting) => ({ waiting, path: paths.known(waiting.operation.ready.ask, now) }));
    const lacking = placed.filter(({ path }) => !path).map(({ waiting }) => waiting.operation.ready.ask);
    if (lacking.length === 0) return placed.filter(hasPath);
    // Limits change faster than they can be read.
    if (turn === MOST_TURNS) throw busyError(0);

    const found = await paths.load(lacking);
    left = await present(left, async (subject) => {
      const key = keyOf(subject);
      return !found.has(key) || found.get(key) ? undefined : whatIsMissing(paths, subject);
    });
  }
}

function hasPath(placed: { waiting: ReserveWaiting; path: CompiledPath | undefined }): placed is PlacedWaiting {
  return placed.path !== undefined;
}

async function present(
  reserves: readonly ReserveWaiting[],
  problemOf: (subject: PathSubject) => Promise<Problem | undefined>,
): Promise<readonly ReserveWaiting[]> {
  const left: ReserveWaiting[] = [];
  for (const waiting of reserves) {
    const problem = await problemOf(waiting.operation.ready.ask);
    if (problem) waiting.reject(new DomainError(problem));
    else left.push(waiting);
  }
  return left;
}

/** Of a person within an organization: which of the two there is not, or that the one does not belong to the other. */
export async function whatIsMissing(paths: Paths, { personId, organizationId }: PathSubject): Promise<Problem> {
  if (!personId) return missing("organization");
  if (!organizationId) return missing("person");
  const alone = [{ personId }, { organizationId }];
  const found = await paths.load(alone);
  const [person, organization] = alone.map((subject) => found.get(keyOf(subject)));
  if (!person) return missing("person");
  return missing(organization ? "member" : "organization");
}

function missing(thing: Thing): Problem {
  return { kind: "not-found", thing };
}
