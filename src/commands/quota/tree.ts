import { capitalized } from "../org/words.ts";
import { showAmount } from "../../domain/meters/amount.ts";
import type { Units } from "../../domain/meters/meter.ts";
import type { Addition, Limit, LimitState } from "../../domain/quotas/limit.ts";
import { limitWords } from "../../domain/quotas/limit-words.ts";
import { meterCalled } from "../../domain/quotas/meter-called.ts";
import { kindOfSource } from "../../domain/quotas/source-kind.ts";
import { beyondWords, percentWords } from "../../notifications/compose/limit-line.ts";
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
 * that decides first. In pages, at least one: on the first what binds, and as many of the rules that lost as there is
 * room for; on the others the rest.
 */
export function derivation(
  reader: Reader,
  states: readonly LimitState[],
  deciding: LimitState | undefined,
): readonly (readonly Text[])[] {
  const others = states.filter((state) => state !== deciding);
  const branches = [...(deciding ? [deciding] : []), ...others].map((state) =>
    branchOf(reader, state, state === deciding),
  );
  let room = MOST_CHARACTERS - branches.flatMap(({ standing }) => standing).reduce(addLength, 0);
  const cut = branches.map((branch) => {
    const tooMany = branch.losing.findIndex((line) => (room -= lengthOf(line)) < 0);
    return { ...branch, shown: tooMany < 0 ? branch.losing.length : tooMany };
  });
  const first = cut.flatMap(({ standing, losing, shown }) => [
    ...standing,
    ...losing.slice(0, shown),
    ...(shown < losing.length ? [hidden(losing.length - shown)] : []),
  ]);
  const rest = cut.flatMap(({ heading, losing, shown }) =>
    losing.slice(shown).map((line): Continued => ({ heading, line })),
  );
  return [first, ...pagesOf(rest)];
}

interface Continued {
  /** Whose limit it lost to. */
  readonly heading: Text;
  readonly line: Text;
}

function pagesOf(rest: readonly Continued[]): readonly (readonly Text[])[] {
  const pages: Text[][] = [];
  let room = 0;
  let under: Text | undefined = undefined;
  for (const { heading, line } of rest) {
    const needed: number = lengthOf(line) + (under === heading ? 0 : lengthOf(heading));
    if (needed > room) {
      pages.push([]);
      room = MOST_CHARACTERS;
      under = undefined;
    }
    pages.at(-1)?.push(...(under === heading ? [] : [heading]), line);
    room -= needed;
    under = heading;
  }
  return pages;
}

interface Branch {
  readonly heading: Text;
  /** What binds. */
  readonly standing: readonly Text[];
  /** What would, if that did not. */
  readonly losing: readonly Text[];
}

function branchOf(reader: Reader, state: LimitState, isDeciding: boolean): Branch {
  const { limit, losing, additions, subjectName } = state;
  const heading: Text = [{ strong: `${capitalized(subjectName)}:` }, " ", limitWords(reader.configuration, limit)];
  return {
    heading,
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
  return `├ Not used: ${count(rules, "more rule", "more rules")}, told on the following pages.`;
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
    beyondWords(limit),
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
