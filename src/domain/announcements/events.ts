import type { Ref } from "../events.ts";
import type { Via } from "./announcement.ts";

/** An announcement as an event tells of it. */
export interface AnnouncementFacts {
  readonly id: string;
  readonly title: string;
  /** "everyone in Vision Lab and below". */
  readonly audience: string;
  readonly via: Via;
  readonly createdBy: Ref;
}

interface About {
  readonly announcement: AnnouncementFacts;
  readonly organization?: Ref;
}

export type AnnouncementEvent =
  | (About & {
      readonly kind: "announcement-scheduled";
      /** ISO 8601. */
      readonly sendAt: string;
    })
  | (About & { readonly kind: "announcement-started"; readonly recipients: number })
  | (About & { readonly kind: "announcement-finished"; readonly sent: number; readonly notSent: number })
  | (About & {
      readonly kind: "announcement-corrected";
      readonly before: { readonly title: string; readonly body: string };
    })
  | (About & { readonly kind: "announcement-recalled" })
  | (About & {
      readonly kind: "announcement-cancelled";
      /** Set where nobody cancelled it: by its time, who wrote it could no longer send it, or nobody was left to hear it. */
      readonly because?: "author" | "nobody";
    })
  | (About & { readonly kind: "announcement-retried"; readonly count: number });
