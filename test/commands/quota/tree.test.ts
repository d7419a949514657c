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
  lines: ["The smallest change that would let it start: 5 GPU hours more.", ...derivation(context, states, deciding)],
});

describe("derivation", () => {
  it("begins with the limit that decides", () => {
    const states = pathOf(3, 1);
    expect(readable(message(states, states[2])).split("\n")[2]).toMatch(/^Place 2: .* This one decides\.$/u);
  });

  it("says every rule that lost where there is room", () => {
    expect(readable(message(pathOf(2, 3))).match(/Not used: /gu)).toHaveLength(6);
  });

  it("leaves out rules that lost, says how many, and keeps all that bind, where there are forty", () => {
    const text = readable(message(pathOf(4, 10)));
    const shown = text.match(/Not used: /gu)?.length ?? 0;
    const hidden = [...text.matchAll(/Not used, and not shown: (\d+) more/gu)].reduce(
      (sum, [, n]) => sum + Number(n),
      0,
    );
    expect(shown + hidden).toBe(40);
    expect(hidden).toBeGreaterThan(0);
    expect(text.match(/Applies: /gu)).toHaveLength(4);
  });

  it("fits a message on Discord whole", () => {
    const { embeds } = renderMessage(message(pathOf(4, 10)), { purpose: "call", encoded: () => "x" });
    expect(embeds[0]?.description).not.toMatch(/more lines/u);
    expect(embeds[0]?.description).toMatch(/^The smallest change that would let it start/u);
  });
});
