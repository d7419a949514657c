interface UnderWay {
  /** Waits for the work, and lets `settled` wait for it too. */
  track(work: Promise<unknown>): Promise<void>;
  /** Resolves when nothing is under way; rejects never. */
  settled(): Promise<void>;
}

/** The requests that were acknowledged and are not answered yet. */
export function createUnderWay(): UnderWay {
  const works = new Set<Promise<unknown>>();
  return {
    async track(work) {
      works.add(work);
      try {
        await work;
      } finally {
        works.delete(work);
      }
    },
    async settled() {
      while (works.size > 0) await Promise.allSettled(works);
    },
  };
}
