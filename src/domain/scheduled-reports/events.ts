import type { Ref } from "../events.ts";
import type { ReportKind } from "./report-kind.ts";

/** A schedule as an event tells of it. */
export interface ReportFacts {
  readonly id: string;
  readonly what: ReportKind;
  /** "Vision Lab", "the installation". */
  readonly subject: string;
  /** "every Monday at 09:00". */
  readonly every: string;
  /** IANA name: whose clock that is. */
  readonly timeZone: string;
  /** "#gpu-alerts"; null: to whoever set it up, directly. */
  readonly channel: string | null;
  readonly by: Ref;
}

interface About {
  readonly report: ReportFacts;
  readonly organization?: Ref;
}

export type ReportEvent =
  | (About & { readonly kind: "report-scheduled"; readonly before: ReportFacts | null })
  /** By somebody; or by itself, since what it was about is gone, or is no longer theirs to see. */
  | (About & { readonly kind: "report-stopped"; readonly because: "asked" | "gone" | "not-theirs" })
  /** Posted at once, beside its schedule. */
  | (About & { readonly kind: "report-posted" });
