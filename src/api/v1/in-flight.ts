import { ApiError } from "./api-error.ts";

export interface Bounds {
  /** Requests, or what else they weigh, at once, over all keys. */
  readonly most: number;
  /** Of one key. */
  readonly mostOfKey: number;
}

/** A place among the requests under way; left exactly once. */
export type Leave = () => void;

export interface InFlight {
  /** Throws too_many_requests where there is no room. */
  enter(keyId: string, weight?: number): Leave;
  /** How many are under way. */
  count(): number;
}

const RETRY_AFTER_SECONDS = 1;

/** Bounds how much is under way at once: what is beyond is told to come again, and waits at its sender's. */
export function createInFlight({ most, mostOfKey }: Bounds): InFlight {
  const ofKey = new Map<string, number>();
  let total = 0;
  return {
    count: () => total,
    enter(keyId, weight = 1) {
      const mine = ofKey.get(keyId) ?? 0;
      if (total + weight > most || mine + weight > mostOfKey) throw busy();

      total += weight;
      ofKey.set(keyId, mine + weight);
      return () => {
        total -= weight;
        const left = (ofKey.get(keyId) ?? weight) - weight;
        if (left === 0) ofKey.delete(keyId);
        else ofKey.set(keyId, left);
      };
    },
  };
}

export interface Budget {
  /** Takes so many bytes; throws too_many_requests where they are not left. */
  take(bytes: number): void;
  giveBack(bytes: number): void;
}

/** Bounds the memory that bodies take which have to be read whole before anything of them is done. */
export function createBudget(most: number): Budget {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > most) throw busy();
      taken += bytes;
    },
    giveBack(bytes) {
      taken -= bytes;
    },
  };
}

function busy(): ApiError {
  return new ApiError("too_many_requests", { retryAfter: RETRY_AFTER_SECONDS });
}
