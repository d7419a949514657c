export interface Halved<Item, Result> {
  readonly done: readonly Result[];
  /** What fails by itself. */
  readonly failed: readonly { readonly item: Item; readonly error: unknown }[];
}

/** Where more than this fail by themselves it is none of theirs: what is wrong is wrong for all. */
const MOST_FAILING = 8;

/**
 * Does something for all at once, and where that fails for each half by itself, so that what fails by itself is told apart
 * and all others are done. Throws what went wrong where very much fails. `work` has no effect where it throws.
 */
export async function byHalves<Item, Result>(
  items: readonly Item[],
  work: (items: readonly Item[]) => Promise<Result>,
): Promise<Halved<Item, Result>> {
  const done: Result[] = [];
  const failed: { item: Item; error: unknown }[] = [];
  const waiting = items.length === 0 ? [] : [items];
  for (let some = waiting.pop(); some; some = waiting.pop()) {
    const [item] = some;
    try {
      done.push(await work(some));
    } catch (error) {
      const middle = Math.ceil(some.length / 2);
      if (some.length > 1) waiting.push(some.slice(middle), some.slice(0, middle));
      else if (item !== undefined) failed.push({ item, error });
      if (failed.length > MOST_FAILING) throw error;
    }
  }
  return { done, failed };
}
