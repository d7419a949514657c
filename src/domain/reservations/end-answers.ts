import { refuse } from "../errors.ts";
import type { EndOperation, EndResult } from "./operation.ts";
import type { Committed, Extended, Released, UsedOf } from "./reservations.ts";

/** What a commit did, or had done before. Refuses with `not-found` and `reservation-ended`. */
export function committedOf({ id, used: named }: EndOperation, result: EndResult): Committed {
  requireKnown(result);
  const used = pairs(result.meters, result.used);
  if (result.state !== "committed" || (!result.ours && !isSame(named, used, result.raws))) return refuseEnded(result);

  const reserved = new Map(pairs(result.reservedMeters, result.reserved).map(({ meter, amount }) => [meter, amount]));
  const differences = used.map(({ meter, amount }) => ({ meter, amount: amount - (reserved.get(meter) ?? 0n) }));
  return {
    reservationId: id,
    committedAt: dateOf(result.at),
    used,
    released: differences.filter(({ amount }) => amount < 0n).map(({ meter, amount }) => ({ meter, amount: -amount })),
    beyond: differences.filter(({ amount }) => amount > 0n),
  };
}

/** Refuses with `not-found` and `reservation-ended`. */
export function releasedOf({ id }: EndOperation, result: EndResult): Released {
  requireKnown(result);
  if (result.state !== "released") return refuseEnded(result);
  return { reservationId: id, releasedAt: dateOf(result.at) };
}

/** Whether it was to last longer and does not: what it belongs to is drained. */
export function isKeptShort({ expiresAt: wanted }: EndOperation, { state, expiresAt }: EndResult): boolean {
  return state === null && expiresAt !== null && wanted !== null && dateOf(expiresAt) < wanted;
}

/** Refuses with `not-found` and `reservation-ended`. */
export function extendedOf({ id }: EndOperation, result: EndResult): Extended {
  requireKnown(result);
  if (result.state !== null) return refuseEnded(result);
  return { reservationId: id, expiresAt: dateOf(result.expiresAt) };
}

function requireKnown({ reservedMeters }: EndResult): void {
  if (reservedMeters === null) refuse({ kind: "not-found", thing: "reservation" });
}

function refuseEnded({ state }: EndResult): never {
  return refuse({ kind: "reservation-ended", state: state ?? "expired" });
}

/** Whether what is named now was what was committed then. */
function isSame(named: EndOperation["used"], used: readonly UsedOf[], raws: EndResult["raws"]): boolean {
  const then = new Map(used.map(({ meter, amount }) => [meter, BigInt(raws?.[meter] ?? amount)]));
  return (named ?? []).every(({ meter, raw }) => then.get(meter) === raw);
}

function pairs(meters: readonly string[] | null, amounts: readonly string[] | null): readonly UsedOf[] {
  return (meters ?? []).map((meter, index) => ({ meter, amount: BigInt(amounts?.[index] ?? 0) }));
}

function dateOf(text: string | null): Date {
  return new Date(text ?? Number.NaN);
}
