import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import type { AlertView } from "../../../src/domain/alerts/alert.ts";
import { readFacts } from "../../../src/domain/alerts/facts.ts";
import type { AlertCard } from "../../../src/domain/alerts/read-alert-card.ts";
import { requireMeter } from "../../../src/domain/meters/find-meter.ts";
import type { CardReader } from "../../../src/notifications/compose/alert-who.ts";
import { aLimitState } from "../../support/limit-state.ts";

export const at = (time: string) => new Date(`2026-11-${time}Z`);
export const hours = (number: number) => BigInt(number) * 1_000_000n;
export const clock = { now: at("21T17:30"), configuration: builtInConfiguration(at("21T00:00")) };
const meter = requireMeter(clock.configuration, "gpu_hours");

export const vision = { id: "o1", name: "Vision Lab", membersSeeUsage: false };
export const bob = { id: "p2", name: "Bob Ekman", username: "bob" };
export const everything = { see: true, manage: true, give: true, request: true, suspend: false };

export function aReader(with_: Partial<CardReader> = {}): CardReader {
  return { personId: "p1", rights: everything, isMasked: false, ...with_ };
}

const levels = [
  { name: "80 %", severity: "info", at: hours(320), clearAt: hours(312) },
  { name: "95 %", severity: "warning", at: hours(380), clearAt: hours(372) },
  { name: "100 %", severity: "critical", at: hours(400), clearAt: hours(392) },
] as const;

export function anAlert({ facts, ...with_ }: Partial<Omit<AlertView, "facts">> & { facts?: object } = {}): AlertView {
  return {
    id: "a1",
    tenantId: "t1",
    rule: { id: "r1", name: "GPU hours of Vision Lab, limit", builtIn: null, isDeleted: false },
    kind: "quota",
    subject: { scope: "organization", organizationId: "o1" },
    subjectKey: "organization:o1",
    subjectName: "Vision Lab",
    meter,
    window: "month",
    windowStart: at("01T00:00"),
    windowEnd: new Date("2026-12-01T00:00Z"),
    phase: "firing",
    level: 1,
    levels,
    severity: "warning",
    value: hours(380),
    peak: hours(380),
    limit: hours(400),
    facts: readFacts(facts ?? {}),
    cause: "usage",
    firedAt: at("21T09:14"),
    evaluatedAt: at("21T17:30"),
    resolvedAt: null,
    resolution: null,
    resolvedBy: null,
    acknowledged: null,
    investigated: null,
    snoozed: null,
    isSample: false,
    ...with_,
  };
}

export function aCard({
  alert = {},
  ...with_
}: Partial<Omit<AlertCard, "alert">> & { alert?: Parameters<typeof anAlert>[0] } = {}): AlertCard {
  const day = (number: number, used: number) => ({
    day: "",
    startsAt: at(`${String(number).padStart(2, "0")}T00:00`),
    amount: hours(used),
    cost: 0n,
  });
  return {
    alert: anAlert(alert),
    state: aLimitState(hours(400), {
      subject: { scope: "organization", organizationId: "o1" },
      subjectName: "Vision Lab",
      startsAt: at("01T00:00"),
      resetsAt: new Date("2026-12-01T00:00Z"),
      used: hours(380),
    }),
    days: [20, ...Array.from({ length: 14 }, () => 13), 20, 30, 25, 40, 22, 41].map((used, index) =>
      day(index + 1, used),
    ),
    earlier: [],
    recent: {
      since: at("20T17:30"),
      amount: hours(41),
      most: [
        { job: "train-llava", person: "Chen Li", amount: hours(28) },
        { job: "sweep-7", person: "Bob Ekman", amount: hours(9) },
      ],
    },
    running: [],
    person: undefined,
    organization: vision,
    ...with_,
  };
}

/** Bob's own alert, of what he uses in Vision Lab. */
export function bobsCard(alert: Parameters<typeof anAlert>[0] = {}): AlertCard {
  const subject = { scope: "member", organizationId: "o1", personId: "p2" } as const;
  return aCard({
    alert: { subject, subjectKey: "member:o1:p2", subjectName: "Bob Ekman in Vision Lab", ...alert },
    person: bob,
  });
}
