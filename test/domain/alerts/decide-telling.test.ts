import { describe, expect, it } from "vitest";
import { decideTelling } from "../../../src/domain/alerts/decide-telling.ts";
import type { Hearer, Occasion } from "../../../src/domain/alerts/decide-telling.ts";
import { builtInAlerts } from "../../../src/domain/configuration/alert-settings.ts";

const at = (text: string) => new Date(text);
const NOW = at("2026-11-21T12:20:00Z");

type Person = Extract<Hearer, { kind: "person" }>;
type Channel = Extract<Hearer, { kind: "channel" }>;

const person: Person = {
  kind: "person",
  recipient: "person:bob",
  timeZone: "UTC",
  quiet: { from: 0, until: 0 },
  digestAt: null,
  off: [],
};
const channel: Channel = {
  kind: "channel",
  recipient: "channel:c",
  timeZone: "UTC",
  muted: [],
  budget: null,
  isDegraded: false,
  isOwnSubject: false,
};
const occasion: Occasion = {
  hearer: person,
  kind: "quota",
  severity: "warning",
  isDirect: false,
  ruleId: "r",
  now: NOW,
  settings: builtInAlerts,
  silencedUntil: undefined,
  snoozedUntil: undefined,
  isInhibited: false,
  hasCard: false,
  isOfMany: false,
  isGathered: false,
  toldThisHour: 0,
  groupToldAt: undefined,
};
const told = (wish: Partial<Occasion>) => decideTelling({ ...occasion, ...wish });
const toPerson = (wish: Partial<Person>, more: Partial<Occasion> = {}) =>
  told({ ...more, hearer: { ...person, ...wish } });
const toChannel = (wish: Partial<Channel>, more: Partial<Occasion> = {}) =>
  told({ ...more, hearer: { ...channel, ...wish } });

const now = { how: "now" };
const soon = at("2026-11-21T13:00:00Z");

describe("decideTelling", () => {
  it("asks in order: what they switched off, silences, snoozing, inhibition", () => {
    const all = { silencedUntil: soon, snoozedUntil: soon, isInhibited: true };
    expect(toPerson({ off: ["quota"] }, all)).toEqual({ how: "off" });
    expect(told(all)).toEqual({ how: "silenced", until: soon });
    expect(told({ ...all, silencedUntil: undefined })).toEqual({ how: "snoozed", until: soon });
    expect(told({ isInhibited: true })).toEqual({ how: "inhibited", until: at("2026-11-21T12:21:00Z") });
    expect(told({ snoozedUntil: NOW })).toEqual(now);
  });

  describe("a person", () => {
    it("hears at once what is their own warning, and what is critical", () => {
      expect(told({})).toEqual(now);
      expect(told({ severity: "critical", kind: "expiring" })).toEqual(now);
    });

    it("gets notes, and what only waits, in one message a day at their hour (R-01)", () => {
      const digest = { how: "digest", digest: "daily", groupKey: "", dueAt: at("2026-11-22T08:00:00Z") };
      expect(told({ severity: "info", isDirect: true })).toEqual(digest);
      expect(told({ severity: "info", kind: "forecast" })).toEqual(digest);
      expect(told({ kind: "expiring" })).toEqual(digest);
      expect(toPerson({ digestAt: 18 * 60 }, { severity: "info", isDirect: true })).toEqual({
        ...digest,
        dueAt: at("2026-11-21T18:00:00Z"),
      });
      expect(toPerson({ timeZone: "Asia/Tokyo" }, { severity: "info", isDirect: true })).toEqual({
        ...digest,
        dueAt: at("2026-11-21T23:00:00Z"),
      });
    });

    it("hears at once of a level that somebody chose, however low", () => {
      expect(told({ severity: "info" })).toEqual(now);
    });

    it("hears in quiet hours only what is critical; the rest when they end", () => {
      const quiet = { from: 12 * 60, until: 13 * 60 };
      expect(toPerson({ quiet }, { severity: "critical" })).toEqual(now);
      expect(toPerson({ quiet })).toEqual({ how: "digest", digest: "quiet", groupKey: "", dueAt: soon });
    });

    it("gets the daily digest after quiet hours, if they go on past its hour", () => {
      expect(toPerson({ quiet: { from: 22 * 60, until: 9 * 60 } }, { severity: "info", isDirect: true })).toMatchObject(
        {
          dueAt: at("2026-11-22T09:00:00Z"),
        },
      );
    });

    it("is not made to wait again by what comes out of a digest", () => {
      expect(told({ severity: "info", isDirect: true, isGathered: true })).toEqual(now);
    });
  });

  describe("a channel", () => {
    it("hears at once of its own subject, and below a card that is there", () => {
      expect(toChannel({})).toEqual(now);
      expect(toChannel({ isOwnSubject: true }, { isOfMany: true })).toEqual(now);
      expect(toChannel({}, { isOfMany: true, hasCard: true })).toEqual(now);
    });

    it("waits for more of a rule that looks at many, and longer after it was told of several (E9)", () => {
      const group = { how: "digest", digest: "group", groupKey: "r" };
      expect(toChannel({}, { isOfMany: true })).toEqual({ ...group, dueAt: at("2026-11-21T12:20:30Z") });
      const groupToldAt = at("2026-11-21T12:19:00Z");
      expect(toChannel({}, { isOfMany: true, groupToldAt })).toEqual({ ...group, dueAt: at("2026-11-21T12:24:00Z") });
      expect(toChannel({}, { isOfMany: true, groupToldAt, severity: "critical" })).toEqual({
        ...group,
        dueAt: at("2026-11-21T12:20:30Z"),
      });
      const long = at("2026-11-21T10:00:00Z");
      expect(toChannel({}, { isOfMany: true, groupToldAt: long })).toEqual({
        ...group,
        dueAt: at("2026-11-21T12:20:30Z"),
      });
    });

    it("gets no more in an hour than its budget, but for what is critical (D-15)", () => {
      const rest = { how: "digest", digest: "budget", groupKey: "", dueAt: soon };
      expect(toChannel({}, { toldThisHour: 19 })).toEqual(now);
      expect(toChannel({}, { toldThisHour: 20 })).toEqual(rest);
      expect(toChannel({ budget: 2 }, { toldThisHour: 2 })).toEqual(rest);
      expect(toChannel({ budget: 2 }, { toldThisHour: 2, severity: "critical" })).toEqual(now);
    });

    it("is muted but for what is critical, until the mute window ends", () => {
      const muted = ["daily 12:00-13:00"];
      expect(toChannel({ muted })).toEqual({ how: "digest", digest: "muted", groupKey: "", dueAt: soon });
      expect(toChannel({ muted }, { severity: "critical" })).toEqual(now);
    });

    it("gets later what cannot be posted there now, whatever it is", () => {
      expect(toChannel({ isDegraded: true }, { severity: "critical" })).toMatchObject({ digest: "late" });
    });
  });
});
