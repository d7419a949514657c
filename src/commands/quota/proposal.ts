import { proposeLoan } from "../../domain/loans/propose-loan.ts";
import type { Side } from "../../domain/loans/loan.ts";
import { required } from "../arg.ts";
import { arg } from "../args.ts";
import type { CommandContext } from "../define.ts";
import type { Reply } from "../reply.ts";
import { amountSecond, meterFirst, sorted } from "./either-order.ts";
import type { MeterOrAmount } from "./either-order.ts";
import { proposed } from "./loan-words.ts";

/** What is lent or borrowed, in either order. */
export const howMuch = {
  amount: required(amountSecond, "How much, such as 40"),
  meter: required(meterFirst, "Of what, such as gpu_hours"),
};

export const why = { reason: arg.lines("Why; they read it", { optional: true, keyed: true, label: "Reason" }) };

/** The asker's own side of a loan. */
export function ownSide(label: "From" | "To", hint: string) {
  return arg.organization(hint, { default: "current", keyed: true, unasked: true, label });
}

interface Proposal {
  readonly side: Side;
  readonly organizationId: string;
  /** As it was typed: a name, or @ and a short name. */
  readonly other: string;
  readonly meter: MeterOrAmount;
  readonly amount: MeterOrAmount;
  readonly until: Date;
  readonly reason: string | undefined;
}

/** Offers, or asks for, a loan. */
export async function propose(
  context: CommandContext,
  { meter: first, amount: second, ...rest }: Proposal,
): Promise<Reply> {
  const { meter, amount } = sorted(first, second);
  return proposed(await proposeLoan(context, { ...rest, meter, amount: amount.positiveOf(meter) }));
}
