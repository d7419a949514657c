import type { Context } from "../context.ts";
import type { Meter, Units } from "../meters/meter.ts";
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
}

interface Question {
  readonly subject: CountedSubject;
  readonly meter: Meter;
  readonly amount: Units;
}

/**
 * What a reservation would be answered now, with its cost where the meter has a price: which limit says no, and when it
 * would fit. Changes and reserves nothing.
 */
export async function checkQuota(context: Context, { subject, meter, amount }: Question): Promise<QuotaChecked> {
  const { db, tenantId } = context;
  await requireLimitAccess(context, subject);
  const { name } = await nameSubject(db, tenantId, subject);
  if (subject.scope === "tenant") return { name, decision: await decideForAll(context, meter, amount) };

  const { scope: _scope, ...whose } = subject;
  const ask: Ask = { ...whose, wanted: [{ meter: meter.name, amount }] };
  const reservations = createReservations({ db, world: () => context });
  return { name, decision: await reservations.check(tenantId, ask) };
}

/** The installation starts nothing itself: what is asked is whether anybody could. */
async function decideForAll(context: Context, meter: Meter, amount: Units): Promise<Decision> {
  const [states = []] = await readLimitStates(context.db, context, [{}]);
  const limits = states.filter(({ limit }) => limit.meter === meter.name);
  const { fits, refusing, fitsAt, never } = fitOf(limits, amount);
  const [binding] = refusing;
  if (fits) return { allowed: true, limits, exceeded: [] };

  const code = never ? "quota_never_fits" : "quota_exceeded";
  return { allowed: false, code, limits, exceeded: [], fitsAt, ...(binding && { binding }) };
}
