import type { Ref } from "../events.ts";
import type { AlertRef } from "./routing-events.ts";

interface About {
  readonly alert: AlertRef;
  readonly person?: Ref;
  readonly organization?: Ref;
}

export type IdleEvent =
  /** What a reservation held is free again. */
  | (About & { readonly kind: "alert-idle-released"; readonly holds: string })
  /** It is still needed; nothing is said of it until then (ISO 8601, exclusive). */
  | (About & { readonly kind: "alert-idle-kept"; readonly until: string });

/** Refusals about what is held and idle. */
export type IdleProblem =
  | { readonly kind: "alert-not-idle"; readonly subject: string }
  /** A level that a platform reports: it ends there. */
  | { readonly kind: "idle-held-outside"; readonly holder: string; readonly holds: string }
  /** For longer than a day it takes a reason. */
  | { readonly kind: "idle-reason-missing"; readonly mostHours: number; readonly field: string };
