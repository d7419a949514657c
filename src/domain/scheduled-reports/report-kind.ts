/** What a report says: what was used, what alerts there were, or how the installation is. */
export const reportKinds = ["usage", "alerts", "admin"] as const;

export type ReportKind = (typeof reportKinds)[number];
