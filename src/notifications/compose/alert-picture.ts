import { isOpen } from "../../domain/alerts/alert.ts";
import type { AlertCard } from "../../domain/alerts/read-alert-card.ts";
import { showNumber } from "../../domain/meters/amount.ts";
import { windowName } from "../../domain/quotas/window-name.ts";
import type { Chart, Fact, Message } from "../message.ts";
import { capitalized } from "./alert-news.ts";
import { labelWithin } from "./alert-who.ts";
import type { Clock } from "./limit-line.ts";
import { outlookOf } from "./outlook.ts";
import { usageChart } from "./usage-chart.ts";
import { count } from "./words.ts";

const MOST_DAYS = 7;

/** The last days as a picture with the limit and where it leads, and the latest figures in words; nothing without use. */
export function pictureOf(card: AlertCard, name: string, clock: Clock): Pick<Message, "chart" | "facts"> {
  const { alert, days, state } = card;
  const { meter } = alert;
  const { timeZone } = clock.configuration;
  if (!meter || days.length < 2 || days.every(({ amount }) => amount === 0n)) return {};

  const span = state ? `, ${windowName(alert.window, alert.windowStart, { timeZone, now: clock.now })}` : "";
  const chart = usageChart({
    title: `${name === "You" ? `Your ${labelWithin(meter)}` : `${name}: ${labelWithin(meter)}`}${span}`,
    meter,
    timeZone,
    days,
    limit: state?.allowance,
    figures: "Those of the last week are below.",
    isDaily: !state,
    ...bandOf(card, clock),
  });
  const shown = days.slice(-MOST_DAYS);
  const latest = shown.map(({ startsAt, amount }) => `${weekday(clock, startsAt)} ${showNumber(meter, amount)}`);
  const fact: Fact = {
    label: `${capitalized(meter.unit)}, last ${count(shown.length, "day", "days")}`,
    value: latest.join(" · "),
  };
  return { chart, facts: [fact] };
}

/** "Thu". */
function weekday({ configuration: { timeZone } }: Clock, at: Date): string {
  return new Intl.DateTimeFormat("en-GB", { timeZone, weekday: "short" }).format(at);
}

function bandOf({ alert, days, earlier, state }: AlertCard, clock: Clock): Pick<Chart, "forecast"> {
  if (!alert.meter || !state || !isOpen(alert) || alert.isSample) return {};
  const band = outlookOf(clock, alert.meter, { days, earlier, limit: state })?.band;
  return band ? { forecast: band } : {};
}
