import type { Role } from "../../storage/generated/enums.ts";
import type { Inline } from "../message.ts";

/** Where a message goes. */
export type Channel = "slack" | "discord" | "email";

export const channels = ["slack", "discord", "email"] as const satisfies readonly Channel[];

/** "as owner", "as admin", "as member". */
export function asRole(role: Role): string {
  return `as ${role}`;
}

const throughChannels: Readonly<Record<Channel, string>> = {
  slack: "in Slack",
  discord: "in Discord",
  email: "by e-mail",
};

/** How people call a delivery's channel: completes "sent …". */
export function throughChannel(channel: string | null): string {
  const known = channels.find((one) => one === channel);
  return known ? throughChannels[known] : "";
}

/** " by Alice" or nothing. */
export function byName(name: string | undefined): string {
  return name ? ` by ${name}` : "";
}

/** An instant in words before and after; nothing where there is none. */
export function at(time: Date | null, before = "On "): readonly Inline[] {
  return time ? [before, { time }, "."] : [];
}

/** A reason as a sentence: ends in a full stop, once. */
export function sentence(reason: string): string {
  const trimmed = reason.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

/** Reasons as sentences, one after the other. */
export function sentences(reasons: readonly string[]): string {
  return reasons.map(sentence).join(" ");
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "1 person", "1,200 people". */
export function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : many}`;
}
