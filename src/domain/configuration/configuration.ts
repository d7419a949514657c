import type { LimitModel } from "../../storage/generated/enums.ts";
import type { Meter, Units } from "../meters/meter.ts";
import type { Accelerator } from "../rates/accelerator.ts";
import type { UsageFactor } from "../rates/usage-factor.ts";
import type { AlertSettings } from "./alert-settings.ts";
import type { WebhookSettings } from "./webhook-settings.ts";

/** How a limit is enforced (semantics E3), as the file writes it. */
export const limitModels = ["hard", "hard_safe", "soft", "notify_only"] as const satisfies readonly LimitModel[];

export interface PlanLimit {
  readonly meter: string;
  /** As quotas/window.ts prints it; "now" for gauges. */
  readonly window: string;
  /** null: unlimited. */
  readonly amount: Units | null;
  readonly model: LimitModel;
  readonly gracePercent: number;
  /** In percent, ascending. */
  readonly thresholds: readonly number[];
}

export interface Plan {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** Who may give it to people; absent: whoever may give plans. */
  readonly assignedBy?: "admin" | "super_admin";
  readonly limits: readonly PlanLimit[];
}

/** Where the configuration came from and when. */
export interface ConfigurationSource {
  /** The file's name as people know it; undefined: the program's own. */
  readonly file?: string;
  readonly loadedAt: Date;
  /** SHA-256 of its text, hex. */
  readonly hash: string;
  /** Why a later version of the file is not in use: one line, with the place. */
  readonly problem?: string;
  /** What a later version of the file would change, where it waits for the command to load it. */
  readonly waiting?: readonly string[];
  /** What is allowed and yet looks like a mistake, a line each. */
  readonly warnings?: readonly string[];
}

/** What an operator decides in quartermaster.yml: what is counted, what is offered, and how time is cut. */
export interface Configuration {
  /** IANA name. */
  readonly timeZone: string;
  readonly weekStartsOn: "monday" | "sunday";
  /** ISO 4217. */
  readonly currency: string;
  /** Whether a changed file is loaded by itself. */
  readonly reload: "on_change" | "by_command";
  readonly meters: readonly Meter[];
  /** Said wherever quota is refused, unless the meter has a text of its own: plain text, in one line. */
  readonly denialText?: string;
  /** Kinds of processors that count by a rate of their own. */
  readonly accelerators: readonly Accelerator[];
  /** In the order of the file: of several that match the last listed wins. */
  readonly usageFactors: readonly UsageFactor[];
  /** In the order of the file: of several groups' plans the last listed wins. */
  readonly plans: readonly Plan[];
  /** The name of the plan of everybody who has no other. */
  readonly defaultPlan: string;
  /** Days for which single events are kept; sums are kept for ever. */
  readonly keepEventsDays: number;
  readonly fairShare: {
    readonly meter: string;
    /** 0: no decay. */
    readonly halfLifeDays: number;
    /** Whether what is reserved counts as used from the start. */
    readonly entryPenalty: boolean;
  };
  /** The longest a grant may last that somebody approves, and how long a request waits for an answer. */
  readonly requests: {
    readonly longestGrantDays: number;
    readonly answerWithinHours: number;
    readonly escalateAfterHours: number;
    /** How many have to approve, and how many to deny; the first reached decides. */
    readonly approvals: number;
    readonly denials: number;
  };
  readonly alerts: AlertSettings;
  readonly webhooks: WebhookSettings;
  readonly source: ConfigurationSource;
}
