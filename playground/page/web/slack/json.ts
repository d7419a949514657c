import type { SlackJson } from "../../../slack/seen.ts";

/** Reading of Block Kit JSON, which the local Slack has validated already: what is missing reads as empty. */
export function textAt(json: SlackJson | undefined, key: string): string {
  const value = json?.[key];
  return typeof value === "string" ? value : "";
}

export function numberAt(json: SlackJson | undefined, key: string): number | undefined {
  const value = json?.[key];
  return typeof value === "number" ? value : undefined;
}

export function isSetAt(json: SlackJson | undefined, key: string): boolean {
  return json?.[key] === true;
}

export function objectAt(json: SlackJson | undefined, key: string): SlackJson | undefined {
  const value = json?.[key];
  return isObject(value) ? value : undefined;
}

export function listAt(json: SlackJson | undefined, key: string): readonly SlackJson[] {
  const value = json?.[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textsAt(json: SlackJson | undefined, key: string): readonly string[] {
  const value = json?.[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** The text of a text object at `key`. */
export function wordsAt(json: SlackJson | undefined, key: string): string {
  return textAt(objectAt(json, key), "text");
}

export function isObject(value: unknown): value is SlackJson {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
