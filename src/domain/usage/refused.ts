import type { UsageRefusal, Verdict } from "./verdict.ts";

const MOST_QUOTED = 64;

/** What somebody sent, for a sentence: one line, not too long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > MOST_QUOTED ? `${text.slice(0, MOST_QUOTED)}…` : text);
}

export function refused(code: UsageRefusal, detail: string): Verdict {
  return { status: "refused", code, detail };
}
