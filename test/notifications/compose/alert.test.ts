import { describe, expect, it } from "vitest";
import { alertCard } from "../../../src/notifications/compose/alert.ts";
import { aCard, aReader, at, bobsCard, clock, everything, hours } from "./alert-sample.ts";
import { readable } from "./readable.ts";

const shown = (card: ReturnType<typeof aCard>, reader = aReader()) => readable(alertCard(card, reader, clock));

const news = (alert: object) => alertCard(aCard({ alert }), aReader(), clock).title;
const lines = (alert: object) => shown(aCard({ alert, recent: undefined, days: [], state: undefined }));

describe("the card of an alert", () => {
  it("says what, how much, of which limit, since when, who uses it, and when it runs out", () => {
    expect(shown(aCard())).toMatchInlineSnapshot(`
      "(warning) Vision Lab has used 95 % of its GPU hours for November (380 of 400)
      In the last 24 hours: +41, mostly train-llava (Chen Li, 28) and sweep-7 (Bob Ekman, 9).
      At this rate 400 is reached on Sun 22 Nov, in 21 hours. Resets <2026-12-01T00:00>.
      Levels reached: 80 % and 95 %. Open since <2026-11-21T09:14>.
      GPU hours, last 7 days: Sun 13 · Mon 20 · Tue 30 · Wed 25 · Thu 40 · Fri 22 · Sat 41
      [Acknowledge] alert ack {"alert":"a1"}
      [Request more] quota request {"meter":"gpu_hours","org":"o1","for":"org"}
      [Raise the limit] quota set {"subject":"o1","meter":"gpu_hours","window":"month"}
      [Silence …] alert silence {"alert":"a1"}
      [Explain] alert explain {"alert":"a1"}
      — warning · second level of three · rule “GPU hours of Vision Lab, limit”"
    `);
  });

  it("speaks to whom it is about, and offers what they may do", () => {
    const rights = { ...everything, give: false };
    expect(shown(bobsCard(), aReader({ personId: "p2", rights }))).toMatchInlineSnapshot(`
      "(warning) You have used 95 % of your GPU hours in Vision Lab for November (380 of 400)
      In the last 24 hours: +41, mostly train-llava (28) and sweep-7 (9).
      At this rate 400 is reached on Sun 22 Nov, in 21 hours. Resets <2026-12-01T00:00>.
      Levels reached: 80 % and 95 %. Open since <2026-11-21T09:14>.
      GPU hours, last 7 days: Sun 13 · Mon 20 · Tue 30 · Wed 25 · Thu 40 · Fri 22 · Sat 41
      [Acknowledge] alert ack {"alert":"a1"}
      [Request more] quota request {"meter":"gpu_hours","org":"o1"}
      [Silence …] alert silence {"alert":"a1"}
      [Explain] alert explain {"alert":"a1"}
      — warning · second level of three · rule “GPU hours of Vision Lab, limit”"
    `);
  });

  it("says no names where members do not see what each uses", () => {
    expect(shown(bobsCard(), aReader({ personId: undefined, isMasked: true }))).toMatchInlineSnapshot(`
      "(warning) A member of Vision Lab has used 95 % of their GPU hours for November (380 of 400)
      In the last 24 hours: +41, mostly train-llava (28) and sweep-7 (9).
      At this rate 400 is reached on Sun 22 Nov, in 21 hours. Resets <2026-12-01T00:00>.
      Levels reached: 80 % and 95 %. Open since <2026-11-21T09:14>.
      GPU hours, last 7 days: Sun 13 · Mon 20 · Tue 30 · Wed 25 · Thu 40 · Fri 22 · Sat 41
      [Acknowledge] alert ack {"alert":"a1"}
      [Request more] quota request {"meter":"gpu_hours","org":"o1"}
      [Silence …] alert silence {"alert":"a1"}
      [Explain] alert explain {"alert":"a1"}
      — warning · second level of three · Limit coming near"
    `);
  });

  it("says who acknowledged it and until when it is snoozed", () => {
    const alert = {
      acknowledged: { by: "Chen Li", at: at("21T10:00") },
      snoozed: { by: "Chen Li", until: at("21T20:00") },
    };
    expect(shown(aCard({ alert }))).toMatchInlineSnapshot(`
      "(neutral) Vision Lab has used 95 % of its GPU hours for November (380 of 400)
      In the last 24 hours: +41, mostly train-llava (Chen Li, 28) and sweep-7 (Bob Ekman, 9).
      At this rate 400 is reached on Sun 22 Nov, in 21 hours. Resets <2026-12-01T00:00>.
      Levels reached: 80 % and 95 %. Open since <2026-11-21T09:14>.
      Acknowledged by Chen Li, <2026-11-21T10:00>.
      Snoozed by Chen Li until <2026-11-21T20:00>.
      GPU hours, last 7 days: Sun 13 · Mon 20 · Tue 30 · Wed 25 · Thu 40 · Fri 22 · Sat 41
      [Request more] quota request {"meter":"gpu_hours","org":"o1","for":"org"}
      [Raise the limit] quota set {"subject":"o1","meter":"gpu_hours","window":"month"}
      [Silence …] alert silence {"alert":"a1"}
      [Explain] alert explain {"alert":"a1"}
      — warning · second level of three · rule “GPU hours of Vision Lab, limit”"
    `);
  });

  it("says how it ended, and by whom", () => {
    const over = { phase: "resolved", resolvedAt: at("21T10:20"), limit: hours(600) } as const;
    expect(shown(aCard({ alert: { ...over, resolution: "limit-raised", resolvedBy: "Alice Moreau" } })))
      .toMatchInlineSnapshot(`
      "(success) Vision Lab has room again: 380 of 600 GPU hours, since the limit was raised
      The limit was raised by Alice Moreau, <2026-11-21T10:20>.
      It had been open since <2026-11-21T09:14>.
      [Explain] alert explain {"alert":"a1"}
      — over · rule “GPU hours of Vision Lab, limit”"
    `);
    expect(shown(aCard({ alert: { ...over, resolution: "fell", value: hours(300), limit: hours(400) } })))
      .toMatchInlineSnapshot(`
      "(success) Vision Lab is below 80 % again: 300 of 400 GPU hours
      It went back by itself, <2026-11-21T10:20>.
      It had been open since <2026-11-21T09:14>.
      [Explain] alert explain {"alert":"a1"}
      — over · rule “GPU hours of Vision Lab, limit”"
    `);
    expect(shown(aCard({ alert: { ...over, resolution: "window-ended", limit: hours(400) } }))).toMatchInlineSnapshot(`
      "(neutral) November is over: Vision Lab had used 380 of 400 GPU hours
      Its window is over, and a new one has begun, <2026-11-21T10:20>.
      It had been open since <2026-11-21T09:14>.
      [Explain] alert explain {"alert":"a1"}
      — over · rule “GPU hours of Vision Lab, limit”"
    `);
    expect(shown(aCard({ alert: { ...over, resolution: "rule-changed", resolvedBy: "Chen Li" } })))
      .toMatchInlineSnapshot(`
      "(success) Over: Vision Lab has used 63 % of its GPU hours for November (380 of 600)
      Nothing looks at it any more: the rule was changed, switched off or deleted by Chen Li, <2026-11-21T10:20>.
      It had been open since <2026-11-21T09:14>.
      [Explain] alert explain {"alert":"a1"}
      — over · rule “GPU hours of Vision Lab, limit”"
    `);
  });

  it("marks a sample", () => {
    expect(shown(aCard({ alert: { isSample: true } }))).toMatchInlineSnapshot(`
      "(neutral) Sample: Vision Lab has used 95 % of its GPU hours for November (380 of 400)
      This is how an alert of this rule looks. Nothing has happened; the figures are made up.
      In the last 24 hours: +41, mostly train-llava (Chen Li, 28) and sweep-7 (Bob Ekman, 9).
      GPU hours, last 7 days: Sun 13 · Mon 20 · Tue 30 · Wed 25 · Thu 40 · Fri 22 · Sat 41
      [Explain] alert explain {"alert":"a1"}
      — warning · second level of three · rule “GPU hours of Vision Lab, limit”"
    `);
  });
});

describe("the news of each kind", () => {
  it("tells of a limit reached, passed, nearly empty, and of what is held", () => {
    expect(news({ value: hours(400) })).toMatchInlineSnapshot(
      `"Vision Lab has used all of its GPU hours for November (400 of 400)"`,
    );
    expect(news({ kind: "overage", value: hours(416) })).toMatchInlineSnapshot(
      `"Vision Lab has passed its limit: 104 % of its GPU hours for November (416 of 400)"`,
    );
    expect(news({ facts: { remaining: true }, value: hours(350) })).toMatchInlineSnapshot(
      `"Vision Lab has 50 GPU hours left for November (350 of 400 used)"`,
    );
    expect(news({ window: "now", windowEnd: null })).toMatchInlineSnapshot(
      `"Vision Lab holds 95 % of its GPU hours (380 of 400)"`,
    );
    expect(news({ limit: null, value: hours(380) })).toMatchInlineSnapshot(
      `"Vision Lab has used 380 GPU hours in November"`,
    );
  });

  it("tells of a rate and of a forecast", () => {
    expect(news({ kind: "usage", limit: null, window: "rolling:6h", facts: { hours: 6 } })).toMatchInlineSnapshot(
      `"Vision Lab used 380 GPU hours within 6 hours"`,
    );
    const reachedAt = { low: "2026-11-29T00:00:00Z", middle: "2026-11-27T14:00:00Z", high: "2026-11-25T00:00:00Z" };
    expect(
      news({ kind: "forecast", value: hours(520), facts: { reachedAt, used: hours(380).toString() } }),
    ).toMatchInlineSnapshot(`"Vision Lab will run out of GPU hours on Fri 27 Nov at this rate (380 of 400 used)"`);
  });

  it("tells of jobs that fail, grouped by cause", () => {
    const facts = {
      ended: 10,
      failed: 6,
      hours: 1,
      causes: [
        { cause: "exit 137, image cuda:12", count: 4, jobs: ["train-1", "train-2"] },
        { cause: "exit 1, image base", count: 2 },
      ],
    };
    expect(lines({ kind: "failures", meter: undefined, limit: null, value: 6n, facts })).toMatchInlineSnapshot(`
      "(warning) 6 of 10 (60 %) of the jobs of Vision Lab failed within an hour
      4 × exit 137, image cuda:12: train-1 and train-2
      2 × exit 1, image base
      Levels reached: 80 % and 95 %. Open since <2026-11-21T09:14>.
      [Acknowledge] alert ack {"alert":"a1"}
      [Silence …] alert silence {"alert":"a1"}
      [Explain] alert explain {"alert":"a1"}
      — warning · second level of three · rule “GPU hours of Vision Lab, limit”"
    `);
  });

  it("tells of what is unusual", () => {
    const facts = {
      hours: 24,
      seen: hours(340).toString(),
      baseline: hours(100).toString(),
      score: 6.41,
      contributors: [{ name: "Bob Ekman", amount: hours(300).toString() }],
    };
    expect(lines({ kind: "unusual", limit: null, facts })).toMatchInlineSnapshot(`
      "(warning) Vision Lab uses unusually much: 340 GPU hours within 24 hours, usually about 100 GPU hours
      That is 3.4 times the usual (score 6.4; unusual from 3.5 on).
      Mostly Bob Ekman (300 GPU hours).
      Levels reached: 80 % and 95 %. Open since <2026-11-21T09:14>.
      [Acknowledge] alert ack {"alert":"a1"}
      [Expected] alert expected {"alert":"a1"}
      [Investigate] alert investigate {"alert":"a1"}
      [Stop …] quota pause {"subject":"o1"}
      [Silence …] alert silence {"alert":"a1"}
      [Explain] alert explain {"alert":"a1"}
      — warning · second level of three · rule “GPU hours of Vision Lab, limit”"
    `);
    expect(
      news({ kind: "unusual", meter: undefined, limit: null, facts: { signal: "first use of h100" } }),
    ).toMatchInlineSnapshot(`"Unusual for Vision Lab: first use of h100"`);
  });

  it("tells of what idles, waits, ends, is unused, and does not arrive", () => {
    const plain = { meter: undefined, limit: null, value: 2n };
    const items = [
      { name: "Bob Ekman", what: "asks for 200 GPU hours, since", at: "2026-11-20T09:00:00Z" },
      { name: "Chen Li" },
    ];
    expect(
      news({ ...plain, kind: "idle", facts: { holder: "Bob Ekman", holds: "8 GPUs", hours: 6, busyPercent: 2 } }),
    ).toMatchInlineSnapshot(`"Bob Ekman has held 8 GPUs for 6 hours and uses 2 % of it"`);
    expect(lines({ ...plain, kind: "approvals", facts: { items, total: 7 } })).toMatchInlineSnapshot(`
      "(warning) 7 requests of Vision Lab wait for an answer
      Bob Ekman: asks for 200 GPU hours, since <2026-11-20T09:00>
      Chen Li
      And 5 others.
      Levels reached: 80 % and 95 %. Open since <2026-11-21T09:14>.
      [Acknowledge] alert ack {"alert":"a1"}
      [Silence …] alert silence {"alert":"a1"}
      [Explain] alert explain {"alert":"a1"}
      — warning · second level of three · rule “GPU hours of Vision Lab, limit”"
    `);
    expect(news({ ...plain, kind: "expiring", facts: { items } })).toMatchInlineSnapshot(
      `"2 things of Vision Lab end soon"`,
    );
    expect(news({ ...plain, kind: "stale", value: 12n })).toMatchInlineSnapshot(
      `"12 accounts have not been used for a long time"`,
    );
    expect(news({ ...plain, kind: "deliveries", subjectName: "#ops", value: 5n })).toMatchInlineSnapshot(
      `"5 messages did not arrive"`,
    );
    expect(news({ ...plain, kind: "external", facts: { summary: "Node gpu-3 is down" } })).toMatchInlineSnapshot(
      `"Node gpu-3 is down"`,
    );
  });

  it("of another system's is over when that system says so", () => {
    const facts = { summary: "Node gpu-3 is down", source: "Alertmanager at prometheus.example.com" };
    const over = { phase: "resolved", resolution: "fell", resolvedAt: at("21T11:00") } as const;
    const alert = { meter: undefined, limit: null, levels: [], level: 0, kind: "external", facts, ...over } as const;
    const ended = alertCard(aCard({ alert }), aReader(), clock);

    expect(ended.title).toBe("Over: Node gpu-3 is down");
    expect(ended.lines?.[0]).toEqual([
      "Alertmanager at prometheus.example.com says that it is over",
      ", ",
      { time: at("21T11:00") },
      ".",
    ]);
  });

  it("of another system's names it, leads there, and counts from when it began there", () => {
    const facts = {
      summary: "Node gpu-3 is down",
      description: "No answer for 5 minutes.\ninstance gpu-3",
      source: "Alertmanager at prometheus.example.com",
      link: "https://prometheus.example.com/graph",
      since: at("21T05:50").toISOString(),
    };
    const alert = { meter: undefined, limit: null, levels: [], level: 0, kind: "external", facts } as const;

    expect(alertCard(aCard({ alert }), aReader(), clock).lines).toEqual([
      "No answer for 5 minutes.",
      "instance gpu-3",
      [
        "From Alertmanager at prometheus.example.com, about Vision Lab",
        " (",
        { link: "https://prometheus.example.com/graph", label: "look there" },
        ")",
        ".",
      ],
      ["Open since ", { time: at("21T05:50") }, "."],
    ]);
  });
});
