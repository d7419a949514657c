import type { Database } from "../../storage/database.ts";
import type { World } from "../context.ts";
import { denialTextOf } from "../configuration/denial-text.ts";
import { refuse } from "../errors.ts";
import { endPauses } from "../pauses/end-pauses.ts";
import { decidingPause, isInForce } from "../pauses/pause.ts";
import { readDrains } from "../pauses/read-pauses.ts";
import { busyError } from "./busy.ts";
import { extendedOf, isKeptShort } from "./end-answers.ts";
import type { EndOperation, EndResult } from "./operation.ts";
import type { Extended } from "./reservations.ts";

interface Extending {
  readonly db: Database;
  world(): World;
  end(tenantId: string, operation: EndOperation): Promise<EndResult>;
}

/** Pauses may come and go while one looks. */
const MOST_TURNS = 4;

/** Lets a reservation last longer; refuses with `draining` where what it belongs to is drained. */
export function createExtend({ db, world, end }: Extending) {
  return async (tenantId: string, operation: EndOperation): Promise<Extended> => {
    for (let turn = 1; turn <= MOST_TURNS; turn++) {
      const result = await end(tenantId, operation);
      if (!isKeptShort(operation, result)) return extendedOf(operation, result);

      const now = world();
      const drains = await readDrains(db, tenantId, operation.id);
      const drain = decidingPause(drains.filter((one) => isInForce(one, now.now)));
      if (drain) {
        const { subjectName: subject, by, until, reason } = drain;
        const help = denialTextOf(now.configuration);
        const ends = until?.toISOString() ?? null;
        return refuse({ kind: "draining", subject, by, until: ends, reason, ...(help !== undefined && { help }) });
      }
      // Its time is over, and the clock has not come by yet.
      await endPauses(now, tenantId);
    }
    throw busyError(0);
  };
}
