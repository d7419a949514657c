import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../commands/app.ts";
import type { Message } from "../../notifications/message.ts";
import { BlocksRefused } from "./exhibits.ts";
import type { Exhibits, Picture } from "./exhibits.ts";
import { slackErrorOf } from "./failures.ts";
import { within } from "./within.ts";

/** How long words wait for what goes with them; people want an answer within three seconds. */
const wordsWaitMs = 2_000;
/** Until Slack is done with a picture it refuses blocks that show it (slackapi/python-slack-sdk, issue 1521). */
const patienceMs = [0, 700, 1_500, 3_000];

interface Illustrated<Result> {
  readonly message: Message;
  readonly log: Log;
  /** When the words have to be on their way, by performance.now(); in two seconds when absent. */
  readonly wordsBy?: number | undefined;
  /** Never rejects. */
  readonly exhibits: Promise<Exhibits>;
  /** Rejects when Slack refuses the blocks. */
  show(exhibits: Exhibits): Promise<Result>;
  /** Shows what came after the words. */
  follow(exhibits: Exhibits, result: Result): Promise<unknown>;
  /** How long to wait before each try to show what came after the words; like before them when absent. */
  readonly followAfterMs?: readonly number[];
  /** What is said of a picture that Slack never shows here. */
  refused?(): Promise<Picture>;
}

/** Shows a message whole where that is soon, else its words at once and the rest when it is there. */
export async function illustrate<Result>(work: Illustrated<Result>): Promise<Result> {
  const until = work.wordsBy ?? performance.now() + wordsWaitMs;
  const early = await within(work.exhibits, Math.max(0, until - performance.now()));
  if (early.done) {
    const shown = await tryShowing(() => work.show(early.value), early.value, { until });
    if (shown.done) return shown.value;
  }

  const result = await work.show(early.done ? { ...early.value, picture: coming } : pending(work.message));
  await followUp(work, result);
  return result;
}

const coming = { missing: "coming" } as const;

function pending({ chart, attachments = [] }: Message): Exhibits {
  const files = attachments.map(({ name }) => ({ name, isShared: false, isComing: true }));
  return { ...(chart && { picture: coming }), ...(files.length > 0 && { files }) };
}

/** The words are said: whatever fails now is logged and no more. */
async function followUp<Result>(work: Illustrated<Result>, result: Result): Promise<void> {
  const late = await work.exhibits;
  try {
    const tries = { until: Infinity, waitsMs: work.followAfterMs };
    const shown = await tryShowing(() => work.follow(late, result), late, tries);
    if (shown.done) return;

    const picture = (await work.refused?.()) ?? { missing: "not shown" };
    await work.follow({ ...late, picture }, result);
  } catch (error) {
    work.log.warn({ err: error }, "slack picture not shown");
  }
}

interface Tries {
  /** No try begins after it; by performance.now(). */
  readonly until: number;
  readonly waitsMs?: readonly number[] | undefined;
}

type Tried<Result> = { readonly done: true; readonly value: Result } | { readonly done: false };

/** Again and again while Slack looks at the picture. */
async function tryShowing<Result>(
  show: () => Promise<Result>,
  { picture }: Exhibits,
  { until, waitsMs = patienceMs }: Tries,
): Promise<Tried<Result>> {
  if (!picture || "missing" in picture) return { done: true, value: await show() };

  for (const wait of waitsMs) {
    if (performance.now() + wait > until) break;
    await sleep(wait);
    try {
      return { done: true, value: await show() };
    } catch (error) {
      if (!isBlocksRefusal(error)) throw error;
    }
  }
  return { done: false };
}

function isBlocksRefusal(error: unknown): boolean {
  // Views are refused by the other name.
  return error instanceof BlocksRefused || ["invalid_blocks", "invalid_arguments"].includes(slackErrorOf(error) ?? "");
}
