/** What a person sees of one answer, card or form, the same words on both platforms. */
export interface Screen {
  /** Every visible text, a line each: what a screen reader would read. */
  readonly text: string;
  readonly isPrivate: boolean;
  /** What can be pressed or chosen, by its label: buttons, and the options of menus. */
  readonly choices: readonly string[];
  readonly form?: FormView;
  /** Presses a button or chooses an option of a menu; resolves with what comes of it. */
  press(label: string): Promise<Screen>;
  /** The same card as it is now. */
  now(): Screen;
  /** What was said under it: in its thread, or else in answer to it. Oldest first; of a message only. */
  replies?(): readonly Screen[];
}

export interface FormView {
  readonly title: string;
  readonly fields: readonly FormField[];
  /** By label, or the beginning of one. What is left out stays as it is prefilled. */
  submit(values: Readonly<Record<string, string>>): Promise<Screen>;
}

export interface FormField {
  readonly label: string;
  readonly value: string;
  /** The labels of what can be chosen, where it is a choice. */
  readonly choices?: readonly string[];
  /** What the platform shows at the field after a refused submission. */
  readonly error?: string;
}

/** One person on one platform. */
export interface Actor {
  readonly platform: "slack" | "discord";
  readonly name: string;
  /** Types a command as documented: "invite create @bob role:admin". */
  type(line: string): Promise<Screen>;
  /** Slack's App Home; on Discord, which has none, the answer to /home. */
  home(): Promise<Screen>;
  /** Direct messages from the bot, oldest first. */
  inbox(): readonly Screen[];
  /** Waits for a direct message that matches; the newest such. */
  receives(pattern: RegExp, timeoutMs?: number): Promise<Screen>;
  /** The same person in another channel, by its name. */
  in(channel: string): Actor;
  /** What the bot has posted for everybody in the channel where this person types, oldest first. */
  posts(): readonly Screen[];
}

/** Splits a typed line into words, keeping quoted text together: [`invite`, `create`, `role:admin`]. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:[^\s"]+"[^"]*"|"[^"]*"|\S+)/gu)].map(([word]) => word.replaceAll('"', ""));
}

/** Collects every human-readable string of a payload, in order, whatever the platform's nesting. */
export function textsOf(value: unknown, keys: ReadonlySet<string>): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((inner) => textsOf(inner, keys));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "string" ? (keys.has(key) ? [inner] : []) : textsOf(inner, keys),
  );
}

/** How long the answer to a press on a card may come after the card has changed by itself. */
export const CARD_PATIENCE_MS = 1_000;

/** True until then, from now on. */
export function patience(): () => boolean {
  const end = Date.now() + CARD_PATIENCE_MS;
  return () => Date.now() < end;
}
