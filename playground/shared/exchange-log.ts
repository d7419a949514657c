/** One thing that passed between the bot and a local platform, as JSON; secrets are already replaced. */
export interface Exchange {
  /** Counts up from 1 in the order things happened. */
  readonly number: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly direction: "from-bot" | "to-bot";
  readonly transport: "http" | "websocket";
  /** What it was in a few words: `POST /channels/1/messages`, `INTERACTION_CREATE`. */
  readonly title: string;
  /** The HTTP status, on answers. */
  readonly status?: number;
  readonly body: unknown;
}

export interface ExchangeLog {
  record(exchange: Omit<Exchange, "number" | "at">): void;
  /** The most recent ones, oldest first. */
  list(): readonly Exchange[];
  onRecord(listener: (exchange: Exchange) => void): () => void;
}

/** Keeps the last `capacity` exchanges; `redact` sees every string and says what may be shown of it. */
export function createExchangeLog(options: { capacity: number; redact: (text: string) => string }): ExchangeLog {
  const exchanges: Exchange[] = [];
  const listeners = new Set<(exchange: Exchange) => void>();
  let number = 0;

  return {
    record: (seen) => {
      number += 1;
      const exchange: Exchange = {
        ...seen,
        number,
        at: new Date().toISOString(),
        title: options.redact(seen.title),
        body: redacted(seen.body, options.redact),
      };
      exchanges.push(exchange);
      if (exchanges.length > options.capacity) exchanges.shift();
      for (const listener of listeners) listener(exchange);
    },
    list: () => [...exchanges],
    onRecord: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function redacted(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  if (value instanceof Uint8Array) return `(${value.byteLength} bytes)`;
  if (Array.isArray(value)) return value.map((item) => redacted(item, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redacted(item, redact)]));
}
