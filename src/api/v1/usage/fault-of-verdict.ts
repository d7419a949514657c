import type { World } from "../../../domain/context.ts";
import { readAmount } from "../../../domain/meters/amount.ts";
import { findMeter } from "../../../domain/meters/find-meter.ts";
import type { UsageEvent } from "../../../domain/usage/usage-event.ts";
import type { UsageRefusal, Verdict } from "../../../domain/usage/verdict.ts";
import type { ProblemCode } from "../codes.ts";
import { amountCodes } from "../domain-problem.ts";
import type { Refused } from "./tally.ts";

const pointers: Readonly<Record<UsageRefusal, string>> = {
  id_invalid: "#/id",
  meter_unknown: "#/data/meter",
  accelerator_unknown: "#/data/accelerator",
  subject_missing: "#/data",
  person_unknown: "#/data/person",
  organization_unknown: "#/data/organization",
  amount_invalid: "#/data/amount",
  time_invalid: "#/time",
  time_too_early: "#/time",
  time_too_late: "#/time",
  conflict: "#/id",
  correction_unknown: "#/data/corrects",
  correction_differs: "#/data/corrects",
  correction_too_large: "#/data/amount",
  correction_of_gauge: "#/data/corrects",
};

/** What a refused event is answered with: the domain's code, and of amounts what is wrong with them. */
export function faultOfVerdict(
  { configuration }: Pick<World, "configuration">,
  event: UsageEvent,
  { code, detail }: Extract<Verdict, { status: "refused" }>,
): Refused {
  const errors = [{ pointer: pointers[code], detail }];
  return { code: code === "amount_invalid" ? amountCode(configuration, event) : code, detail, errors };
}

function amountCode(configuration: World["configuration"], { meter, amount, corrects }: UsageEvent): ProblemCode {
  const known = findMeter(configuration, meter);
  const reading = known && readAmount(known, amount, { signed: corrects !== undefined });
  return reading && !reading.ok ? amountCodes[reading.because] : "amount_invalid";
}
