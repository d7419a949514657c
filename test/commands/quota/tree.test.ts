import { describe, expect, it } from "vitest";
import { renderMessage } from "../../../src/bot/discord/render.ts";
import type { CommandContext } from "../../../src/commands/define.ts";
import { derivation } from "../../../src/commands/quota/tree.ts";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import type { Limit, LimitState } from "../../../src/domain/quotas/limit.ts";
import type { Message } from "../../../src/notifications/message.ts";
import { NOON } from "../../support/builders.ts";
import { aLimitState } from "../../support/limit-state.ts";
import { hours } from "../../support/limited.ts";
import { readable } from "../../notifications/compose/readable.ts";

// Safe: a derivation looks at nothing else.
const context = { now: NOON, configuration: builtInConfiguration(NOON), actor: { kind: "system" } } as CommandContext;

function lost(index: number): Limit {
  const source = {
    kind: "quota" as const,
    quotaId: "q",
    subject: { scope: "tenant" as const },
    setBy: `Somebody with a long name ${index}`,
    setAt: NOON,
    until: null,
    reason: `for the ${index}th reason that somebody had`,
  };
  return { ...aLimitState(hours(100 + index)).limit, source };
}

function pathOf(limits: number, losers: number): readonly LimitState[] {
  return Array.from({ length: limits }, (_, index) =>
    aLimitState(hours(50 + index), {
      subjectName: `Place ${index}`,
      losing: Array.from({ length: losers }, (_unused, loser) => lost(loser)),
    }),
  );
}

const message = (states: readonly LimitState[], deciding = states[0]): Message => ({
  tone: "neutral",
  title: "Bob: 10 GPU hours would not start now.",
  lines: [
    "The smallest change that would let it start: 5 GPU hours more.",
    ...(derivation(context, states, deciding)[0] ?? []),
  ],
});

const laterPages = (states: readonly LimitState[]): readonly Message[] =>
  derivation(context, states, states[0])
    .slice(1)
    .map((lines) => ({ tone: "neutral", title: "Bob: 10 GPU hours would not start now.", lines }));

/** How many rules that lost it names. */
const told = (text: string) => [...text.matchAll(/\bthe (\d+)th reason/gu)].length;

const onDiscord = (page: Message) =>
  renderMessage(page, { purpose: "call", encoded: () => "x" }).embeds[0]?.description ?? "";

describe("derivation", () => {
  it("begins with the limit that decides", () => {
    const states = pathOf(3, 1);
    expect(readable(message(states, states[2])).split("\n")[2]).toMatch(/^Place 2: .* This one decides\.$/u);
  });

  it("says every rule that lost where there is room", () => {
    expect(readable(message(pathOf(2, 3))).match(/Not used: /gu)).toHaveLength(6);
  });

  it("D-01 tells every rule that lost where there are forty: those without room on the following pages", () => {
    const states = pathOf(4, 10);
    const first = readable(message(states));
    const rest = laterPages(states).map(readable);
    const later = [...first.matchAll(/Not used: (\d+) more rules?, told on the following pages/gu)];

    expect(first.match(/Applies: /gu)).toHaveLength(4);
    expect(rest.length).toBeGreaterThan(0);
    expect(later.reduce((sum, [, rules]) => sum + Number(rules), 0)).toBe(
      rest.reduce((sum, text) => sum + told(text), 0),
    );
    expect(told(first) + rest.reduce((sum, text) => sum + told(text), 0)).toBe(40);
    expect(rest.every((text) => /^Place \d: 5\d GPU hours a month$/mu.test(text))).toBe(true);
  });

  it("has one page where there is room", () => {
    expect(derivation(context, pathOf(2, 3), undefined)).toHaveLength(1);
    expect(derivation(context, [], undefined)).toEqual([[]]);
  });

  it("fits a message on Discord whole", () => {
    const pages = [message(pathOf(4, 10)), ...laterPages(pathOf(4, 10))].map(onDiscord);
    expect(pages.join("\n")).not.toMatch(/more lines/u);
    expect(pages[0]).toMatch(/^The smallest change that would let it start/u);
  });
});
