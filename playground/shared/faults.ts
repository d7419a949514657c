/** What goes wrong with a request or a delivery. Durations are milliseconds, except `retryAfterSeconds`. */
export type FaultEffect =
  | {
      readonly kind: "rate-limited";
      readonly retryAfterSeconds: number;
      readonly isGlobal?: boolean;
    }
  | { readonly kind: "server-error"; readonly status: number }
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "dropped"; readonly when: "before-effect" | "after-effect" }
  | { readonly kind: "duplicate" };

export interface Fault {
  /** The request or event it hits; `*` stands for any run of characters. What a target is called is each server's own. */
  readonly target: string;
  /** How many matching requests or deliveries it hits before it is used up. */
  readonly times: number;
  readonly effect: FaultEffect;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The faults with hits left, oldest first. */
  pending(): readonly Fault[];
  /** Spends one hit of the oldest fault of one of these kinds that matches. Servers call it; people do not. */
  take(target: string, kinds: readonly FaultEffect["kind"][]): FaultEffect | undefined;
}

export function createFaults(): Faults {
  let faults: readonly Fault[] = [];

  return {
    add: (fault) => {
      faults = [...faults, fault];
    },
    clear: () => {
      faults = [];
    },
    pending: () => faults,
    take: (target, kinds) => {
      const hit = faults.find((fault) => kinds.includes(fault.effect.kind) && matches(fault.target, target));
      if (hit === undefined) return undefined;

      faults = faults.flatMap((fault) => {
        if (fault !== hit) return [fault];
        return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
      });
      return hit.effect;
    },
  };
}

function matches(pattern: string, target: string): boolean {
  const source = pattern
    .split("*")
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${source}$`, "u").test(target);
}
