import { capitalized } from "../org/words.ts";
import { showAmount } from "../../domain/meters/amount.ts";
import type { Units } from "../../domain/meters/meter.ts";
import type { Addition, Limit, LimitState } from "../../domain/quotas/limit.ts";
import { limitWords } from "../../domain/quotas/limit-words.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import { kindOfSource } from "../../domain/quotas/source-kind.ts";
import { percentWords } from "../../notifications/compose/limit-line.ts";
import type { Inline, Text } from "../../notifications/message.ts";
import { count } from "../words.ts";
import { sourceText, stateLine } from "./words.ts";
import type { Reader } from "./words.ts";

/** How much of a derivation is said, in characters: what Discord shows of a message, less what stands around it. */
const MOST_CHARACTERS = 3_200;
/** How long an instant is where it is longest. */
const INSTANT = 40;

/**
 * Every limit with all that it was derived from: what applies, what comes on top, and what lost, and to what; the one
 * that decides first. Where that is too long, rules that lost give way, and how many do is said.
 */
export function derivation(
  reader: Reader,
  states: readonly LimitState[],
  deciding: LimitState | undefined,
): readonly Text[] {
  const others = states.filter((state) => state !== deciding);
  const branches = [...(deciding ? [deciding] : []), ...others].map((state) =>
    branchOf(reader, state, state === deciding),
  );
  let room = MOST_CHARACTERS - branches.flatMap(({ standing }) => standing).reduce(addLength, 0);
  return branches.flatMap(({ standing, losing }) => {
    const tooMany = losing.findIndex((line) => (room -= lengthOf(line)) < 0);
    return [...standing, ...(tooMany < 0 ? losing : [...losing.slice(0, tooMany), hidden(losing.length - tooMany)])];
  });
}

interface Branch {
  /** What binds. */
  readonly standing: readonly Text[];
  /** What would, if that did not. */
  readonly losing: readonly Text[];
}

function branchOf(reader: Reader, state: LimitState, isDeciding: boolean): Branch {
  const { limit, losing, additions, subjectName } = state;
  return {
    standing: [
      [
        { strong: `${capitalized(subjectName)}:` },
        " ",
        stateLine(reader, state),
        ...(isDeciding ? [" This one decides."] : []),
      ],
      applies(reader, limit),
      ...shared(reader, limit),
      ...additions.map((addition) => added(reader, limit, addition)),
    ],
    losing: losing.map((loser) => lost(reader, loser, limit)),
  };
}

function hidden(rules: number): Text {
  return `├ Not used, and not shown: ${count(rules, "more rule", "more rules")}.`;
}

function addLength(length: number, line: Text): number {
  return length + lengthOf(line);
}

function lengthOf(line: Text): number {
  if (typeof line === "string") return line.length;
  return line.reduce((length, inline) => {
    if (typeof inline === "string") return length + inline.length;
    if ("strong" in inline) return length + inline.strong.length + 4;
    return length + INSTANT;
  }, 1);
}

function applies(reader: Reader, limit: Limit): Text {
  return [
    "├ Applies: ",
    limitWords(reader.configuration, limit),
    ", ",
    ...sourceOf(reader, limit),
    ". ",
    modelWords(limit),
    ...(limit.thresholds.length > 0 ? [` Told at ${percentWords(limit.thresholds)}.`] : []),
  ];
}

/** Of an organization: what it takes of its siblings' rest, and leaves them of its own. */
function shared({ configuration }: Reader, { meter: name, borrowingLimit, lendingLimit }: Limit): Text[] {
  if (borrowingLimit === null && lendingLimit === null) return [];
  const meter = meterCalled(configuration, name);
  const upTo = (amount: Units) => (amount === 0n ? "nothing" : `up to ${showAmount(meter, amount)}`);
  const borrows = `borrows ${upTo(borrowingLimit ?? 0n)}`;
  const lends = lendingLimit === null ? "all of its own rest" : upTo(lendingLimit);
  return [`├ Of what its siblings leave unused it ${borrows}; it leaves them ${lends}.`];
}

function modelWords({ model, gracePercent }: Limit): string {
  switch (model) {
    case "hard":
      return "Nothing beyond it starts.";
    case "hard_safe":
      return "Only what can finish within it starts.";
    case "soft":
      return `Up to ${gracePercent} % beyond it still starts.`;
    case "notify_only":
      return "It refuses nothing.";
  }
}

function added(reader: Reader, { meter: name }: Limit, addition: Addition): Text {
  const meter = meterCalled(reader.configuration, name);
  const { kind, amount, until, by, reason } = addition;
  const sign = amount < 0n ? "−" : "+";
  const size = showAmount(meter, amount < 0n ? -amount : amount);
  return [
    `├ ${sign} ${size}: ${additionWords[kind]} ${by}`,
    ...(until ? [", until ", { time: until } as const] : []),
    ...(reason ? [` (“${reason}”)`] : []),
    ".",
  ];
}

const additionWords = {
  grant: "granted by",
  rollover: "left over from before, granted by",
  lent: "lent to",
  borrowed: "borrowed from",
} as const satisfies Record<Addition["kind"], string>;

function lost(reader: Reader, loser: Limit, winner: Limit): Text {
  const words = limitWords(reader.configuration, loser);
  return ["├ Not used: ", words, ", ", ...sourceOf(reader, loser), `: ${precedence(winner, loser)}.`];
}

function precedence(winner: Limit, loser: Limit): string {
  const [first, second] = [kindOfSource(winner), kindOfSource(loser)];
  return first === second
    ? "of several organizations' plans the one listed last applies"
    : `${first} comes before ${second}`;
}

function sourceOf({ configuration }: Reader, { source }: Limit): readonly Inline[] {
  const text = sourceText(source, configuration);
  return typeof text === "string" ? [text] : text;
}
