import { hash } from "node:crypto";
import type { World } from "../../../domain/context.ts";
import { requireAmount, writeAmount } from "../../../domain/meters/amount.ts";
import { requireMeter } from "../../../domain/meters/find-meter.ts";
import { requireAccelerator } from "../../../domain/rates/accelerator.ts";
import type { Decision } from "../../../domain/reservations/decision.ts";
import type { NamedUse, Reservations, UsedOf } from "../../../domain/reservations/reservations.ts";
import { zonedTime } from "../zoned-time.ts";
import { limitAnswer, meterOf } from "./limit-answer.ts";
import { askOf } from "./names.ts";
import type { Found } from "./names.ts";
import { pauseAnswer } from "./pause-answer.ts";
import { helpOf } from "./help.ts";
import { refusalOf } from "./refusal.ts";
import { attempt } from "./settle.ts";
import type { Settled } from "./settle.ts";
import type { AskBody, CommitBody, ExtendBody, ReleaseBody, ReserveBody } from "./schemas.ts";

/** What the verbs of one request have in common. */
export interface Deciding {
  readonly world: World;
  readonly tenantId: string;
  readonly found: Found;
  readonly reservations: Reservations;
  /** The header Idempotency-Key. */
  readonly key?: string | undefined;
}

/** All of them in one look at the database. */
export async function checkAll(deciding: Deciding, bodies: readonly AskBody[]): Promise<readonly Settled[]> {
  const { world, tenantId, found, reservations } = deciding;
  const asks = bodies.map((body) => attempt(() => askOf(world, found, body)));
  const good = asks.flatMap((ask) => (ask.ok ? [ask.value] : []));
  const decisions = good.length > 0 ? await reservations.checkAll(tenantId, good) : [];
  let place = 0;
  return asks.map((ask): Settled => {
    if (!ask.ok) return ask;
    const decision = decisions[place++];
    if (decision?.status === "fulfilled") return { ok: true, body: decisionAnswer(world, decision.value) };
    return { ok: false, error: decision?.reason };
  });
}

function decisionAnswer(world: World, decision: Decision): object {
  const { configuration } = world;
  const { allowed, code, binding, pause, limits, fitsAt } = decision;
  return {
    allowed,
    ...(code && { code }),
    ...(binding && { limit: limitAnswer(configuration, binding) }),
    ...(pause && { pause: pauseAnswer(configuration, pause) }),
    ...(!allowed && (binding || pause) && helpOf(configuration, binding?.limit.meter)),
    ...(fitsAt !== undefined && { fits_at: fitsAt && zonedTime(fitsAt, configuration.timeZone) }),
    limits: limits.map((one) => limitAnswer(configuration, one)),
    exceeded: exceededOf(world, decision),
  };
}

/** Throws the refusal as an ApiError. */
export async function reserve(deciding: Deciding, body: ReserveBody): Promise<object> {
  const { world, tenantId, found, reservations } = deciding;
  const ask = askOf(world, found, body);
  const { job, for_seconds: forSeconds } = body;
  const key = body.key ?? deciding.key;
  const wish = { ask, forSeconds, ...(job !== undefined && { job }) };
  const reserved = await reservations.reserve(tenantId, {
    ...wish,
    ...(key !== undefined && { key, bodyHash: hashOf(body) }),
  });
  const { reservationId, expiresAt } = reserved;
  if (!reservationId || !expiresAt) throw refusalOf(world, ask, reserved);

  return {
    reservation: reservationId,
    expires_at: zonedTime(expiresAt, world.configuration.timeZone),
    exceeded: exceededOf(world, reserved),
  };
}

export async function commit({ world, tenantId, reservations }: Deciding, body: CommitBody): Promise<object> {
  const { configuration } = world;
  const used = body.used?.map((one, nth): NamedUse => {
    const at = `#/used/${nth}`;
    const meter = requireMeter(configuration, one.meter, `${at}/meter`);
    const named = { meter: meter.name, amount: requireAmount(meter, one.amount, { field: `${at}/amount` }) };
    if (one.accelerator === undefined) return named;
    return { ...named, accelerator: requireAccelerator(configuration, one.accelerator, `${at}/accelerator`).name };
  });
  const committed = await reservations.commit(tenantId, {
    reservationId: body.reservation,
    ...(used && { used }),
    ...(body.at !== undefined && { at: new Date(body.at) }),
  });
  const written = (amounts: readonly UsedOf[]) =>
    amounts.map(({ meter, amount }) => ({ meter, amount: writeAmount(meterOf(configuration, meter), amount) }));
  return {
    reservation: committed.reservationId,
    committed_at: zonedTime(committed.committedAt, configuration.timeZone),
    used: written(committed.used),
    released: written(committed.released),
    beyond: written(committed.beyond),
  };
}

export async function release({ world, tenantId, reservations }: Deciding, body: ReleaseBody): Promise<object> {
  const { reservationId, releasedAt } = await reservations.release(tenantId, body.reservation);
  return { reservation: reservationId, released_at: zonedTime(releasedAt, world.configuration.timeZone) };
}

export async function extend({ world, tenantId, reservations }: Deciding, body: ExtendBody): Promise<object> {
  const wish = { reservationId: body.reservation, forSeconds: body.for_seconds };
  const { reservationId, expiresAt } = await reservations.extend(tenantId, wish);
  return { reservation: reservationId, expires_at: zonedTime(expiresAt, world.configuration.timeZone) };
}

function exceededOf({ configuration }: World, { exceeded }: Pick<Decision, "exceeded">): readonly object[] {
  return exceeded.map((one) => limitAnswer(configuration, one));
}

/** The same request, however it is spaced and its members ordered: the schema gives them their order. */
function hashOf({ key: _key, ...body }: ReserveBody): string {
  return hash("sha256", JSON.stringify(body), "hex");
}
