import type { LimitModel } from "../../storage/generated/enums.ts";
import type { Units } from "../meters/meter.ts";

/** What of a limit decides how much it lets pass. */
export interface Binding {
  /** null: unlimited. */
  readonly amount: Units | null;
  readonly model: LimitModel;
  readonly gracePercent: number;
}

/** How much passes in the end; null: anything. */
function mostOf({ amount, model, gracePercent }: Binding): Units | null {
  if (amount === null || model === "notify_only") return null;
  return model === "soft" ? amount + (amount * BigInt(gracePercent)) / 100n : amount;
}

/** Whether a limit lets more pass than another. undefined: there is none. */
export function isLooser(one: Binding | undefined, other: Binding | undefined): boolean {
  const before = other ? mostOf(other) : null;
  if (!other || before === null) return false;
  const after = one ? mostOf(one) : null;
  return after === null || after > before || (other.model === "hard_safe" && one?.model !== "hard_safe");
}
