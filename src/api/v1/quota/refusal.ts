import type { Configuration } from "../../../domain/configuration/configuration.ts";
import { showAmount, writeAmount } from "../../../domain/meters/amount.ts";
import type { World } from "../../../domain/context.ts";
import type { LimitState } from "../../../domain/quotas/limit.ts";
import type { Ask, Decision } from "../../../domain/reservations/decision.ts";
import type { ReadyAsk } from "../../../domain/reservations/operation.ts";
import { mostAsked } from "../../../domain/reservations/most-asked.ts";
import { readyAsk } from "../../../domain/reservations/ready-ask.ts";
import { ApiError } from "../api-error.ts";
import { zonedTime } from "../zoned-time.ts";
import { helpOf } from "./help.ts";
import { limitAnswer, meterOf } from "./limit-answer.ts";
import { pausedError } from "./pause-answer.ts";

type Asking = Pick<World, "configuration" | "now">;
/** At its rates: what limits are about. */
type Wanted = ReadyAsk["wanted"];

/** Why a reservation was refused, what decided, and what may be done about it. */
export function refusalOf(asking: Asking, ask: Ask, decision: Decision): ApiError {
  const { configuration } = asking;
  const { code = "quota_exceeded", binding, fitsAt = null } = decision;
  if (decision.pause) return pausedError(configuration, decision.pause);
  if (!binding) return new ApiError(code);

  const { wanted } = readyAsk(asking, ask);
  return new ApiError(code, {
    detail: detailOf(configuration, wanted, binding),
    members: {
      limit: limitAnswer(configuration, binding),
      fits_at: fitsAt && zonedTime(fitsAt, configuration.timeZone),
      ...helpOf(configuration, binding.limit.meter),
      recovery: recoveryOf(asking, { ask, wanted, binding, fitsAt }),
    },
  });
}

function detailOf(configuration: Configuration, wanted: Wanted, binding: LimitState): string {
  const meter = meterOf(configuration, binding.limit.meter);
  const asked = askedOf(wanted, binding);
  const allowance = showAmount(meter, binding.allowance ?? 0n);
  const left = showAmount(meter, roomIn(binding));
  const wish = asked === undefined ? "" : `${showAmount(meter, asked)} asked for; `;
  return `${wish}${left} left of ${allowance} (${binding.subjectName}, ${binding.limit.window}).`;
}

/** How much was asked for of what this limit counts; undefined for costs that other meters imply. */
function askedOf(wanted: Wanted, { limit }: LimitState): bigint | undefined {
  const asked = wanted.find((one) => one.meter === limit.meter);
  return limit.model === "hard_safe" ? asked?.most : asked?.amount;
}

function roomIn({ allowance, used, reserved }: LimitState): bigint {
  const room = (allowance ?? 0n) - used - reserved;
  return room > 0n ? room : 0n;
}

interface Refused {
  readonly ask: Ask;
  readonly wanted: Wanted;
  readonly binding: LimitState;
  readonly fitsAt: Date | null;
}

/** Ways out of it, for a machine to choose from or to hand on. */
function recoveryOf(asking: Asking, { ask, wanted, binding, fitsAt }: Refused) {
  const { configuration } = asking;
  const meter = meterOf(configuration, binding.limit.meter);
  const room = roomIn(binding);
  const missing = (askedOf(wanted, binding) ?? 0n) - room;
  const most = mostAsked(asking, ask, { meter: meter.name, room });
  const more = missing > 0n ? `+${writeAmount(meter, missing)} ` : "";
  return [
    ...(fitsAt ? [{ action: "wait", until: zonedTime(fitsAt, configuration.timeZone) }] : []),
    ...(most !== undefined && most > 0n
      ? [{ action: "ask_less", meter: meter.name, most: writeAmount(meter, most) }]
      : []),
    { action: "request_more", command: `quota request ${more}${meter.name}` },
  ];
}
