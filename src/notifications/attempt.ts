import { RetryLater } from "./messenger.ts";
import type { Sending } from "./messenger.ts";
import type { Sender } from "./world.ts";

/** What cannot be decided just now. The reason is a sentence for people. */
export interface Later {
  readonly kind: "later";
  readonly reason: string;
  readonly afterSeconds: number | undefined;
}

/** Two ways tried in a row stay below the queue's limit of a minute for one job. */
const ANSWER_LIMIT_MS = 25_000;

/** Anything a messenger throws passes by itself or is a bug; either way the delivery is tried again. */
export async function attempt(
  { log, answerLimitMs }: Pick<Sender, "log" | "answerLimitMs">,
  { id }: { readonly id: string },
  call: () => Promise<Sending>,
): Promise<Sending | Later> {
  const answered = new AbortController();
  const { signal } = answered;
  try {
    return await Promise.race([call(), silence(answerLimitMs ?? ANSWER_LIMIT_MS, signal)]);
  } catch (error) {
    if (error instanceof RetryLater) return laterFor(error);
    log.error({ deliveryId: id, error: nameOf(error) }, "a messenger failed unexpectedly");
    return { kind: "later", reason: "The platform could not be reached.", afterSeconds: undefined };
  } finally {
    answered.abort();
  }
}

export function laterFor({ message, afterSeconds }: RetryLater): Later {
  return { kind: "later", reason: message, afterSeconds };
}

/** Rejects when there was no answer for so long; stays pending once there was. */
function silence(milliseconds: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(() => reject(new RetryLater("The platform did not answer.")), milliseconds);
    signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });
}

/** Errors of platform clients may quote the message or the token, so only their kind is logged. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error && typeof error.code === "string" ? `${error.name} ${error.code}` : error.name;
}
