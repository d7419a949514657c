import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { evaluateSubjects, touchedKinds } from "./evaluate-subjects.ts";
import { rehearsing } from "./evaluating.ts";
import type { AlertKind } from "./kinds.ts";
import { keyOfTouched, readSetAside } from "./set-aside.ts";
import type { Failing } from "./set-aside.ts";
import type { TouchedSubject } from "./touched.ts";

/** So often it is tried; what has not been told apart by then is taken to fail as a whole. */
const MOST_TRIES = 64;

/** Which of these, and of which kinds, fail by themselves: by halves, and without any of it being done. */
export async function findFailing(
  world: World,
  tenantId: string,
  touched: readonly TouchedSubject[],
): Promise<readonly Failing[]> {
  const found: Failing[] = [];
  const aside = await readSetAside(world.db, systemContext(world, tenantId));
  for (const kind of touchedKinds) {
    let tries = 0;
    const waiting = [touched.filter((one) => !aside.get(keyOfTouched(one))?.has(kind))];
    for (let some = waiting.pop(); some; some = waiting.pop()) {
      const error = some.length === 0 ? undefined : await failureOf(world, tenantId, { touched: some, kind });
      if (error === undefined) continue;
      tries += 1;
      if (some.length === 1 || tries > MOST_TRIES) found.push(...some.map((subject) => ({ subject, kind, error })));
      else waiting.push(some.slice(0, some.length / 2), some.slice(some.length / 2));
    }
  }
  return found;
}

interface Trying {
  readonly touched: readonly TouchedSubject[];
  readonly kind: AlertKind;
}

async function failureOf(world: World, tenantId: string, { touched, kind }: Trying): Promise<unknown> {
  try {
    await rehearsing(world, tenantId, (tx, context) =>
      evaluateSubjects(tx, context, { touched, prompt: "usage", kinds: [kind] }),
    );
    return undefined;
  } catch (error) {
    return error;
  }
}
