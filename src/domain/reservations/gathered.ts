/** Makes a reader of many out of callers of few: what is asked for while an answer is under way is asked together, after it. */
export function gathered<Key, Found>(
  load: (keys: readonly Key[]) => Promise<Found>,
  nameOf: (key: Key) => string,
): (keys: readonly Key[]) => Promise<Found> {
  let pending = new Map<string, Key>();
  let next: Promise<Found> | undefined;
  let current: Promise<unknown> = Promise.resolve();
  return (keys) => {
    for (const key of keys) pending.set(nameOf(key), key);
    next ??= current.then(() => {
      const all = [...pending.values()];
      pending = new Map();
      next = undefined;
      const loading = load(all);
      current = loading.catch(() => undefined);
      return loading;
    });
    return next;
  };
}
