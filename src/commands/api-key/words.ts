import type { ApiKeyScope, ApiKeyView } from "../../domain/api-keys/api-key.ts";
import { findApiKey, listApiKeys } from "../../domain/api-keys/list-api-keys.ts";
import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { dayOf, durationMs } from "../args/when.ts";

/** What each scope lets a machine do. */
export const scopeNames = {
  "usage:write": "Report usage",
  "usage:read": "Read usage",
  "activity:write": "Report activity: ended jobs, sign-ins, downloads, utilization",
  "quota:check": "Ask what would fit",
  "quota:reserve": "Reserve, commit, release and extend",
  "alerts:write": "Send alerts",
} as const satisfies Record<ApiKeyScope, string>;

/** When something ends: after a length of time, with a day, or not at all. */
export type Ending = { readonly after: number } | { readonly on: Date } | "never";

/** A length of time ("90d"), a day (until its beginning, UTC), or "never". */
export const ending: Kind<Ending> = {
  kind: "text",
  label: "Expires",
  field: "line",
  maxLength: 40,
  read(typed, field) {
    if (typed.toLowerCase() === "never") return given("never");
    const after = durationMs(typed);
    if (after !== undefined) return given({ after });
    const on = dayOf(typed);
    return on ? given({ on }) : notA(field, typed, "a length of time such as 90d, a day such as 2027-01-31, or never");
  },
};

/** The instant at which it ends; null: never. */
export function endOf(end: Ending, now: Date): Date | null {
  if (end === "never") return null;
  return "on" in end ? end.on : new Date(now.getTime() + end.after);
}

/** A key by its name, its first letters, or its id. Only who may manage keys finds one. */
export const apiKey: Kind<ApiKeyView> = {
  kind: "text",
  label: "Key",
  field: "suggested",
  maxLength: 80,
  read: (typed) => ({ ok: true, resolve: (context) => findApiKey(context, typed) }),
  async suggest(context, query) {
    const wanted = query.toLowerCase();
    const keys = await listApiKeys(context);
    return keys
      .filter(({ name, prefix }) => `${name} ${prefix}`.toLowerCase().includes(wanted))
      .slice(0, 25)
      .map(({ name, prefix }) => ({ value: name, label: `${name} (${prefix}…)` }));
  },
};
