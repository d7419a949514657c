/** Keyed by `person platform channel`; the value is the newest message that the person has seen there. */
export type ReadMarks = Readonly<Record<string, string>>;

export interface Place {
  readonly personId: string;
  readonly platform: "slack" | "discord";
  readonly channelId: string;
}

export interface ReadMarkers {
  /** The newest seen message's time stamp or snowflake; undefined where nothing was read yet. */
  get(place: Place): string | undefined;
  /** Moves the mark forward; never back. */
  set(place: Place, newest: string): void;
  onChange(listener: () => void): () => void;
  snapshot(): ReadMarks;
}

/** Remembers, for every seeded person, how far each channel was read. */
export function createReadMarkers(earlier: ReadMarks = {}): ReadMarkers {
  const marks = new Map(Object.entries(earlier));
  const listeners = new Set<() => void>();

  return {
    get: (place) => marks.get(keyOf(place)),
    set: (place, newest) => {
      if (!isNewer(newest, marks.get(keyOf(place)))) return;
      marks.set(keyOf(place), newest);
      for (const listener of listeners) listener();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => Object.fromEntries(marks),
  };
}

/** Compares two Slack time stamps, or two snowflakes: digits only, the longer one is the later one. */
export function isNewer(candidate: string, mark: string | undefined): boolean {
  if (mark === undefined) return true;
  if (candidate.length !== mark.length) return candidate.length > mark.length;
  return candidate > mark;
}

function keyOf(place: Place): string {
  return `${place.personId} ${place.platform} ${place.channelId}`;
}
