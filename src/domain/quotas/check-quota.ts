import type { Context } from "../context.ts";
import type { Meter, Units } from "../meters/meter.ts";
import type { Accelerator } from "../rates/accelerator.ts";
import { countedBy, ratingOf } from "../rates/rating.ts";
import { decidingPause } from "../pauses/pause.ts";
import { pausesOver } from "../pauses/pauses-over.ts";
import { createReservations } from "../reservations/create-reservations.ts";
import type { Ask, Decision } from "../reservations/decision.ts";
import { fitOf } from "./fit.ts";
import { requireLimitAccess } from "./limit-access.ts";
import { readLimitStates } from "./limit-states.ts";
import { nameSubject } from "./subject-name.ts";
import type { CountedSubject } from "./subject.ts";

export interface QuotaChecked {
  /** "Bob Ekman in Vision Lab". */
  readonly name: string;
  readonly decision: Decision;
  /** What it counts as. */
  readonly counted: Units;
}

interface Question {
  readonly subject: CountedSubject;
  readonly meter: Meter;
  /** Before rates and factors. */
  readonly amount: Units;
  readonly accelerator?: Accelerator | undefined;
}

/**
 * What a reservation would be answered now, with its cost where the meter has a price: which limit says no, and when it
 * would fit. Changes and reserves nothing.
 */
export async function checkQuota(
  context: Context,
  { subject, meter, amount, accelerator }: Question,
): Promise<QuotaChecked> {
  const { db, tenantId } = context;
  await requireLimitAccess(context, subject);
  const { name } = await nameSubject(db, tenantId, subject);
  const rating = ratingOf(context.configuration, { meter: meter.name, accelerator, at: context.now });
  const counted = countedBy(rating, amount);
  if (subject.scope === "tenant")
    return { name, counted, decision: await decideForAll(context, meter, { raw: amount, counted }) };

  const { scope: _scope, ...whose } = subject;
  const ask: Ask = {
    ...whose,
    wanted: [{ meter: meter.name, amount, ...(accelerator && { accelerator: accelerator.name }) }],
  };
  const reservations = createReservations({ db, world: () => context });
  return { name, counted, decision: await reservations.check(tenantId, ask) };
}

interface Amounts {
  /** As asked for. */
  readonly raw: Units;
  readonly counted: Units;
}

/** The installation starts nothing itself: what is asked is whether anybody could. */
async function decideForAll(context: Context, meter: Meter, { raw, counted }: Amounts): Promise<Decision> {
  const pause = decidingPause(await pausesOver(context.db, context, { scope: "tenant" }));
  if (pause && raw >= 0n) return { allowed: false, code: "paused", pause, limits: [], exceeded: [], fitsAt: null };

  const [states = []] = await readLimitStates(context.db, context, [{}]);
  const limits = states.filter(({ limit }) => limit.meter === meter.name);
  const { fits, refusing, fitsAt, never } = fitOf(limits, counted);
  const [binding] = refusing;
  if (fits) return { allowed: true, limits, exceeded: [] };

  const code = never ? "quota_never_fits" : "quota_exceeded";
  return { allowed: false, code, limits, exceeded: [], fitsAt, ...(binding && { binding }) };
}
