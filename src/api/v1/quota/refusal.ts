import type { Configuration } from "../../../domain/configuration/configuration.ts";
import { showAmount, writeAmount } from "../../../domain/meters/amount.ts";
import type { LimitState } from "../../../domain/quotas/limit.ts";
import type { Ask, Decision } from "../../../domain/reservations/decision.ts";
import { ApiError } from "../api-error.ts";
import { zonedTime } from "../zoned-time.ts";
import { limitAnswer, meterOf } from "./limit-answer.ts";

/** Why a reservation was refused, what decided, and what may be done about it. */
export function refusalOf(configuration: Configuration, ask: Ask, decision: Decision): ApiError {
  const { code = "quota_exceeded", binding, fitsAt = null } = decision;
  if (!binding) return new ApiError(code);

  return new ApiError(code, {
    detail: detailOf(configuration, ask, binding),
    members: {
      limit: limitAnswer(configuration, binding),
      fits_at: fitsAt && zonedTime(fitsAt, configuration.timeZone),
      recovery: recoveryOf(configuration, ask, { binding, fitsAt }),
    },
  });
}

function detailOf(configuration: Configuration, ask: Ask, binding: LimitState): string {
  const meter = meterOf(configuration, binding.limit.meter);
  const asked = askedOf(ask, binding);
  const allowance = showAmount(meter, binding.allowance ?? 0n);
  const left = showAmount(meter, roomIn(binding));
  const wish = asked === undefined ? "" : `${showAmount(meter, asked)} asked for; `;
  return `${wish}${left} left of ${allowance} (${binding.subjectName}, ${binding.limit.window}).`;
}

/** How much was asked for of what this limit counts; undefined for costs that other meters imply. */
function askedOf({ wanted }: Ask, { limit }: LimitState): bigint | undefined {
  const asked = wanted.find((one) => one.meter === limit.meter);
  return limit.model === "hard_safe" ? (asked?.most ?? asked?.amount) : asked?.amount;
}

function roomIn({ allowance, used, reserved }: LimitState): bigint {
  const room = (allowance ?? 0n) - used - reserved;
  return room > 0n ? room : 0n;
}

/** Ways out of it, for a machine to choose from or to hand on. */
function recoveryOf(
  configuration: Configuration,
  ask: Ask,
  { binding, fitsAt }: { readonly binding: LimitState; readonly fitsAt: Date | null },
) {
  const meter = meterOf(configuration, binding.limit.meter);
  const room = roomIn(binding);
  const missing = (askedOf(ask, binding) ?? 0n) - room;
  const more = missing > 0n ? `+${writeAmount(meter, missing)} ` : "";
  return [
    ...(fitsAt ? [{ action: "wait", until: zonedTime(fitsAt, configuration.timeZone) }] : []),
    ...(room > 0n ? [{ action: "ask_less", meter: meter.name, most: writeAmount(meter, room) }] : []),
    { action: "request_more", command: `quota request ${more}${meter.name}` },
  ];
}
