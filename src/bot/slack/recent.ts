export interface Recent {
  /** True when the key was given before within the last `forMs` to twice that; remembers it. */
  isRepeated(key: string): boolean;
}

/** Remembers keys in two generations, so that forgetting costs nothing. */
export function createRecent(forMs: number, now: () => number): Recent {
  let current = new Set<string>();
  let previous = new Set<string>();
  let turnedAt = now();

  return {
    isRepeated(key) {
      const age = now() - turnedAt;
      if (age >= forMs) {
        previous = age < 2 * forMs ? current : new Set();
        current = new Set();
        turnedAt = now();
      }
      if (current.has(key) || previous.has(key)) return true;

      current.add(key);
      return false;
    },
  };
}
