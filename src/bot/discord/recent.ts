/** A map that forgets: each entry after its time, the oldest when there are too many. */
export interface Recent<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

export function createRecent<Value>(options: { capacity: number; milliseconds: number }): Recent<Value> {
  const entries = new Map<string, { readonly value: Value; readonly until: number }>();

  return {
    get(key) {
      const entry = entries.get(key);
      return entry !== undefined && entry.until > performance.now() ? entry.value : undefined;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, { value, until: performance.now() + options.milliseconds });
      const oldest = entries.keys().next();
      if (entries.size > options.capacity && !oldest.done) entries.delete(oldest.value);
    },
    delete: (key) => void entries.delete(key),
  };
}
