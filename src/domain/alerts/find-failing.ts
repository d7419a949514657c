import { systemContext } from "../context.ts";
import type { World } from "../context.ts";
import { byHalves } from "./by-halves.ts";
import { evaluateSubjects, touchedKinds } from "./evaluate-subjects.ts";
import { rehearsing } from "./evaluating.ts";
import { keyOfTouched, readSetAside } from "./set-aside.ts";
import type { Failing } from "./set-aside.ts";
import type { TouchedSubject } from "./touched.ts";

/** Which of these, and of which kinds, fail by themselves, without any of it being done. */
export async function findFailing(
  world: World,
  tenantId: string,
  touched: readonly TouchedSubject[],
): Promise<readonly Failing[]> {
  const found: Failing[] = [];
  const aside = await readSetAside(world.db, systemContext(world, tenantId));
  for (const kind of touchedKinds) {
    const looked = touched.filter((one) => !aside.get(keyOfTouched(one))?.has(kind));
    const { failed } = await byHalves(looked, (some) =>
      rehearsing(world, tenantId, (tx, context) =>
        evaluateSubjects(tx, context, { touched: some, prompt: "usage", kinds: [kind] }),
      ),
    );
    found.push(...failed.map(({ item, error }) => ({ subject: item, kind, error })));
  }
  return found;
}
