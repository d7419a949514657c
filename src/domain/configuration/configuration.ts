import type { LimitModel } from "../../storage/generated/enums.ts";
import type { Meter, Units } from "../meters/meter.ts";

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
}

/** What an operator decides in quartermaster.yml: what is counted, what is offered, and how time is cut. */
export interface Configuration {
  /** IANA name. */
  readonly timeZone: string;
  readonly weekStartsOn: "monday" | "sunday";
  /** ISO 4217. */
  readonly currency: string;
  readonly meters: readonly Meter[];
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
  };
  /** The longest a grant may last that somebody approves, and how long a request waits for an answer. */
  readonly requests: {
    readonly longestGrantDays: number;
    readonly answerWithinHours: number;
    readonly escalateAfterHours: number;
  };
  readonly source: ConfigurationSource;
}
