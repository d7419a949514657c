import { Temporal } from "temporal-polyfill";

type Unit = "hours" | "days" | "weeks" | "months";

/** A column of the picture: an hour, day, week or month of the chart's zone. */
export interface Slot {
  readonly start: Temporal.PlainDateTime;
}

export interface Slots {
  readonly unit: Unit;
  readonly all: readonly Slot[];
  /** The column that an instant falls into; -1 outside of all. */
  indexOf(at: Date): number;
}

/** More columns than this cannot be told apart. */
const mostSlots = 400;

const hoursIn = { months: 27 * 24, weeks: 6.5 * 24, days: 20 } as const;

/** The columns between the first and the last instant, without gaps, as wide as the instants mostly lie apart. */
export function slotsOf(instants: readonly Date[], timeZone: string): Slots {
  const walls = sorted(instants.map((at) => wallTime(at, timeZone)));
  const unit = coarseEnough(unitOf(walls), walls);
  const [first, last] = [walls[0], walls.at(-1)];
  const all: Slot[] = [];
  if (first && last) {
    const end = floor(last, unit, first);
    for (let start = floor(first, unit, first); !isAfter(start, end); start = start.add({ [unit]: 1 })) {
      all.push({ start });
    }
  }

  const positions = new Map(all.map(({ start }, index) => [start.toString(), index]));
  return {
    unit,
    all,
    indexOf: (at) => (first ? (positions.get(floor(wallTime(at, timeZone), unit, first).toString()) ?? -1) : -1),
  };
}

function wallTime(at: Date, timeZone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDateTime();
}

function sorted(walls: readonly Temporal.PlainDateTime[]): readonly Temporal.PlainDateTime[] {
  const unique = new Map(walls.map((wall) => [wall.toString(), wall]));
  return [...unique.values()].toSorted((one, other) => Temporal.PlainDateTime.compare(one, other));
}

function isAfter(one: Temporal.PlainDateTime, other: Temporal.PlainDateTime): boolean {
  return Temporal.PlainDateTime.compare(one, other) > 0;
}

/** By the median distance: a line's last point, which lies at the present moment, decides nothing. */
function unitOf(walls: readonly Temporal.PlainDateTime[]): Unit {
  const distances = walls.slice(1).map((wall, index) => hoursBetween(walls[index] ?? wall, wall));
  const median = distances.toSorted((one, other) => one - other)[Math.floor(distances.length / 2)];
  if (median === undefined || (median >= hoursIn.days && median < hoursIn.weeks)) return "days";
  if (median < hoursIn.days) return "hours";
  return median < hoursIn.months ? "weeks" : "months";
}

function coarseEnough(unit: Unit, walls: readonly Temporal.PlainDateTime[]): Unit {
  const [first, last] = [walls[0], walls.at(-1)];
  const hours = first && last ? hoursBetween(first, last) : 0;
  if (unit === "hours" && hours > mostSlots) return coarseEnough("days", walls);
  if (unit === "days" && hours / 24 > mostSlots) return "months";
  return unit;
}

function hoursBetween(one: Temporal.PlainDateTime, other: Temporal.PlainDateTime): number {
  return one.until(other, { largestUnit: "hours" }).total({ unit: "hours" });
}

/** Weeks begin with the day of the first instant, since only the sender knows where weeks begin. */
function floor(wall: Temporal.PlainDateTime, unit: Unit, first: Temporal.PlainDateTime): Temporal.PlainDateTime {
  if (unit === "hours") return wall.round({ smallestUnit: "hour", roundingMode: "floor" });
  const day = wall.round({ smallestUnit: "day", roundingMode: "floor" });
  if (unit === "days") return day;
  if (unit === "months") return day.with({ day: 1 });

  const origin = first.round({ smallestUnit: "day", roundingMode: "floor" });
  const days = origin.until(day, { largestUnit: "days" }).days;
  return origin.add({ days: Math.floor(days / 7) * 7 });
}

const words = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
const formats = {
  hours: words({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  days: words({ day: "numeric", month: "short" }),
  weeks: words({ day: "numeric", month: "short" }),
  months: words({ month: "short", year: "2-digit" }),
} as const satisfies Record<Unit, Intl.DateTimeFormat>;

/** "14:00" (at midnight the day), "3 Nov", or "Nov 26". */
export function slotLabel({ start }: Slot, unit: Unit): string {
  const isMidnight = unit === "hours" && start.hour === 0;
  const asUtc = new Date(`${start.toString({ smallestUnit: "second" })}Z`);
  return formats[isMidnight ? "days" : unit].format(asUtc).replace("Sept", "Sep");
}

const labelSteps = {
  hours: [1, 2, 3, 4, 6, 12, 24, 48, 96, 168],
  days: [1, 2, 3, 5, 7, 10, 14, 28, 56, 112],
  weeks: [1, 2, 4, 8, 13, 26, 52],
  months: [1, 2, 3, 4, 6, 12, 24, 60, 120],
} as const satisfies Record<Unit, readonly number[]>;

/** Which columns have a label: at most `most`, evenly apart, the first among them. */
export function labelledSlots({ all, unit }: Pick<Slots, "all" | "unit">, most: number): (index: number) => boolean {
  const step = labelSteps[unit].find((one) => Math.ceil(all.length / one) <= most) ?? Math.max(1, all.length);
  return (index) => index % step === 0;
}
