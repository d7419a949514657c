import { findMeter } from "../../domain/meters/find-meter.ts";
import type { Meter } from "../../domain/meters/meter.ts";
import type { CountedSubject } from "../../domain/quotas/subject.ts";
import { readPeriod } from "../../domain/reports/period.ts";
import type { Period } from "../../domain/reports/period.ts";
import type { Kind, Reading } from "../arg.ts";
import { currentOrganization } from "../args/organization.ts";
import { MOST_LETTERS } from "../args/period.ts";
import { meter as meterKind } from "../args/quota.ts";
import type { CommandContext } from "../define.ts";
import { CommandError } from "../problem.ts";
import { whose as whoseKind } from "./whose.ts";
import type { Whose } from "./whose.ts";

interface When {
  readonly kind: "period";
  readonly period: Period;
}

/** Whose usage; a meter or a period in its place is about one's own: "usage gpu_hours", "usage 7d". */
export const whoseOrWhen: Kind<Whose | When> = {
  ...whoseKind,
  read: (typed, field) => ({
    ok: true,
    resolve: async (context) => when(context, typed) ?? (await resolved(whoseKind.read(typed, field), context)),
  }),
};

/** A meter; a period in its place is taken for what it is: "usage me today". */
export const meterOrWhen: Kind<Meter | When> = {
  ...meterKind,
  read: (typed, field) => ({
    ok: true,
    resolve: async (context) => when(context, typed) ?? (await resolved(meterKind.read(typed, field), context)),
  }),
};

interface Typed {
  readonly whose: Whose | When | undefined;
  readonly meter: Meter | When | undefined;
  readonly period: Period;
}

export interface Asked {
  readonly whose: Extract<Whose, { kind: "subject" }> | undefined;
  readonly meter: Meter | undefined;
  readonly period: Period;
}

/** Each by what it is, in whichever place it was typed. */
export function askedOf({ whose, meter, period }: Typed): Asked {
  const early = [whose, meter].find((one): one is When => one?.kind === "period");
  const named = meter?.kind === "period" ? undefined : meter;
  return {
    whose: whose?.kind === "subject" ? whose : undefined,
    meter: named ?? (whose?.kind === "meter" ? whose.meter : undefined),
    period: early?.period ?? period,
  };
}

/** Where the limits of whoever asks about themselves are looked up: where they work. */
export function placeOfLimits(context: CommandContext, subject: CountedSubject): string | undefined {
  const isSelf = subject.scope === "person" && context.actor.kind === "person" && subject.personId === context.actor.id;
  return isSelf ? currentOrganization(context)?.organizationId : undefined;
}

function when({ configuration, now }: CommandContext, typed: string): When | undefined {
  if (typed.length > MOST_LETTERS || findMeter(configuration, typed)) return undefined;
  const found = readPeriod(typed, now, configuration);
  return found && { kind: "period", period: found };
}

function resolved<Value>(reading: Reading<Value>, context: CommandContext): Promise<Value> {
  if (!reading.ok) throw new CommandError(reading.problem);
  return reading.resolve(context);
}
