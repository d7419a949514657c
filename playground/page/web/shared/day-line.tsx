import { dayName } from "./time.ts";

export function DayLine({ time }: { readonly time: number }) {
  return (
    <div className="day-line">
      <span>{dayName(time)}</span>
    </div>
  );
}

export function isNewDay(time: number, earlier: number | undefined): boolean {
  return earlier === undefined || new Date(time).toDateString() !== new Date(earlier).toDateString();
}
