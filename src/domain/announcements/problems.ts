import type { AnnouncementState } from "./announcement.ts";

export type AnnouncementProblem =
  /** A password, a token or a private key is in it. */
  | { readonly kind: "announcement-secret"; readonly field: string }
  | { readonly kind: "announcement-nobody"; readonly audience: string; readonly via: "direct" | "channels" }
  /** Only everyone and organizations have channels. */
  | { readonly kind: "announcement-without-channels"; readonly audience: string; readonly field: string }
  | {
      readonly kind: "cluster-unknown";
      readonly typed: string;
      readonly known: readonly string[];
      readonly field: string;
    }
  /** Another one is going out. */
  | { readonly kind: "announcement-under-way"; readonly title: string; readonly by: string }
  /** It is past that, or not there yet. */
  | {
      readonly kind: "announcement-not-now";
      readonly title: string;
      readonly state: AnnouncementState;
      readonly by: string | null;
      readonly at: Date | null;
    }
  /** One person's that were not sent. */
  | { readonly kind: "announcement-draft-limit"; readonly limit: number }
  | { readonly kind: "announcement-too-far"; readonly limitDays: number; readonly field: string };
