interface Told {
  readonly source: string;
  readonly id: string;
  /** When it happened: a Date, or RFC 3339. */
  readonly time: Date | string;
  /** A username, verified e-mail address, id, "slack:U…" or "discord:…". */
  readonly person?: string;
  /** A slug or id. */
  readonly organization?: string;
}

export interface JobEnded extends Told {
  readonly kind: "job-ended";
  readonly job: string;
  readonly outcome: "succeeded" | "failed" | "cancelled";
  readonly exitCode?: number;
  readonly image?: string;
  readonly node?: string;
  /** Where people can look at it. */
  readonly link?: string;
}

export interface SignIn extends Told {
  readonly kind: "sign-in";
  readonly outcome: "succeeded" | "failed";
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string;
}

export interface Download extends Told {
  readonly kind: "download";
  /** How many files or objects. */
  readonly count?: number;
  readonly bytes?: number;
}

/** How busy what a job or reservation holds has been since the report before. */
export interface Utilization extends Told {
  readonly kind: "utilization";
  readonly job?: string;
  readonly reservation?: string;
  /** 0 to 100. */
  readonly percent: number;
}

export type ActivityEvent = JobEnded | SignIn | Download | Utilization;

/** What failures are grouped by: "exit 137, image cuda:12". */
export function causeOf({ exitCode, image }: Pick<JobEnded, "exitCode" | "image">): string {
  const exit = exitCode === undefined ? "unknown exit code" : `exit ${exitCode}`;
  return image === undefined ? exit : `${exit}, image ${image}`;
}
