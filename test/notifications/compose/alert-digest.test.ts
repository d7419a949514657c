import { describe, expect, it } from "vitest";
import { howMuch, howMuchThen } from "../../../src/notifications/compose/alert-amount.ts";
import { digestCard } from "../../../src/notifications/compose/alert-digest.ts";
import { stepLine } from "../../../src/notifications/compose/alert-step.ts";
import { anAlert, at, hours } from "./alert-sample.ts";
import { readable } from "./readable.ts";

const member = { scope: "member", organizationId: "o1", personId: "p2" } as const;
const some = (count: number) => Array.from({ length: count }, (_, index) => anAlert({ id: `a${index}` }));

describe("digestCard", () => {
  it("lists at most ten, the rest behind a button, and says why they come together", () => {
    const card = digestCard({ id: "d", kind: "budget", sentAt: null, alerts: some(12) }, { isMasked: false });
    expect(card.title).toBe("12 alerts");
    expect(card.table?.rows).toHaveLength(10);
    expect(card.table?.rows[0]?.cells).toEqual([
      "Vision Lab",
      "GPU hours: limit coming near",
      "380 of 400 (95 %)",
      "warning, level 95 %",
    ]);
    expect(readable(card)).toMatch(/\[And 2 others\] alert open \{\}/u);
  });

  it("says what is over by now, and who acknowledged", () => {
    const alerts = [
      anAlert({ acknowledged: { by: "Chen Li", at: at("21T10:00") } }),
      anAlert({ id: "a2", phase: "resolved" }),
    ];
    const card = digestCard({ id: "d", kind: "daily", sentAt: null, alerts }, { isMasked: false });
    expect(card.title).toBe("2 alerts, 1 still open");
    expect(card.table?.rows.map(({ cells }) => cells[3])).toEqual(["warning, acknowledged by Chen Li", "over"]);
    expect(card.table?.rows[1]?.actions?.map(({ label }) => label)).toEqual(["Explain"]);
  });

  it("names nobody where members do not see what each uses", () => {
    const alerts = [anAlert({ subject: member, subjectName: "Bob Ekman in Vision Lab" })];
    const card = digestCard({ id: "d", kind: "group", sentAt: null, alerts }, { isMasked: true });
    expect(JSON.stringify(card)).not.toMatch(/Bob/u);
  });
});

describe("howMuch", () => {
  it("counts as the kind does: what is unusual by what was seen, never by its score in units of the meter", () => {
    const seen = { hours: 1, seen: hours(340).toString(), baseline: hours(100).toString(), score: 43.9 };
    const unusual = anAlert({ kind: "unusual", limit: null, value: 43_900n, facts: seen });
    expect(howMuch(unusual)).toBe("340 GPU hours within an hour, usually 100");
    expect(howMuchThen(unusual, { value: 43_900n, limit: null })).toBe("score 43.9");
    const plain = { meter: undefined, limit: null } as const;
    expect(howMuch(anAlert({ ...plain, kind: "unusual", value: 1n, facts: { signal: "first use of h100" } }))).toBe(
      "first use of h100",
    );
    expect(howMuch(anAlert({ ...plain, kind: "failures", value: 6n, facts: { ended: 10, failed: 6 } }))).toBe(
      "6 of 10 jobs",
    );
    expect(howMuch(anAlert({ ...plain, kind: "stale", value: 2n, facts: { total: 12 } }))).toBe("12 accounts");
  });
});

describe("stepLine", () => {
  const step = { level: 2, value: hours(400), limit: hours(400), actorName: null, note: null, at: at("21T10:00") };
  const line = (kind: string, more: object = {}) => readable(stepLine(anAlert(), { ...step, kind, ...more }));

  it("says in a sentence what happened, by whom and how it stands", () => {
    expect(line("raised", { note: "usage" })).toBe("(danger) 100 % is reached now: 400 of 400 GPU hours (100 %).");
    expect(line("repeated", { value: hours(390) })).toBe("(danger) It is still so: 390 of 400 GPU hours (97 %).");
    expect(line("resolved", { actorName: "Alice Moreau", note: "limit-raised", limit: hours(600) })).toBe(
      "(success) The limit was raised by Alice Moreau: 400 of 600 GPU hours (66 %).",
    );
    expect(line("raised", { level: 1, value: hours(380) })).toBe(
      "(warning) 95 % is reached now: 380 of 400 GPU hours (95 %).",
    );
    expect(line("acknowledged", { actorName: "Chen Li", note: "on it" })).toBe(
      "(neutral) Acknowledged by Chen Li: on it.",
    );
    expect(line("snoozed", { actorName: "Chen Li", note: "2026-11-22T09:00:00.000Z" })).toBe(
      "(neutral) Snoozed by Chen Li.\nUntil <2026-11-22T09:00>.",
    );
    expect(line("snooze-ended")).toBe("(danger) The snooze is over, and it is still so: 400 of 400 GPU hours (100 %).");
  });

  it("names the thread after what another system tells of, and says who ended it", () => {
    const facts = { summary: "Node gpu-3 is down", source: "Alertmanager" };
    const ended = stepLine(anAlert({ kind: "external", facts }), { ...step, kind: "resolved", note: "fell" });

    expect(ended).toMatchObject({
      topic: "Vision Lab, Node gpu-3 is down",
      title: "Alertmanager says that it is over.",
    });
  });
});
