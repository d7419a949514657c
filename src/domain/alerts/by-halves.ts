export interface Failed<Item> {
  readonly item: Item;
  readonly error: unknown;
}

export interface Halved<Item, Result> {
  readonly done: readonly Result[];
  /** What fails by itself, and what was not told apart when so much had failed that it was given up. */
  readonly failed: readonly Failed<Item>[];
}

/** So often it may fail; from then on what fails is not divided further. */
const MOST_FAILURES = 64;

/**
 * Does something for all at once, and where that fails for each half by itself, so that what fails by itself is told apart
 * and all others are done. `work` has no effect where it throws.
 */
export async function byHalves<Item, Result>(
  items: readonly Item[],
  work: (items: readonly Item[]) => Promise<Result>,
): Promise<Halved<Item, Result>> {
  const done: Result[] = [];
  const failed: Failed<Item>[] = [];
  let failures = 0;
  const waiting = items.length === 0 ? [] : [items];
  for (let some = waiting.pop(); some; some = waiting.pop()) {
    try {
      done.push(await work(some));
    } catch (error) {
      failures += 1;
      const middle = Math.ceil(some.length / 2);
      if (some.length === 1 || failures > MOST_FAILURES) failed.push(...some.map((item) => ({ item, error })));
      else waiting.push(some.slice(middle), some.slice(0, middle));
    }
  }
  return { done, failed };
}
