import type { Finding } from "./blocks/check.ts";

/** A refusal with Slack's own error name; `details` go into the response beside it. */
export class SlackProblem extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, details: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** Findings in the form in which the Web API reports them. */
export function describeFindings(found: readonly Finding[]): Readonly<Record<string, unknown>> {
  const errors = found.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`);
  return { errors, response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) } };
}

export function invalidArguments(...messages: readonly string[]): SlackProblem {
  return new SlackProblem("invalid_arguments", {
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
}
