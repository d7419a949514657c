import type { Announcement } from "../../../src/storage/generated/client.ts";

/** One that was sent to everyone, as its card reads it. */
export function anAnnouncement(with_: Partial<Announcement> = {}): Announcement {
  const sentAt = new Date("2026-11-21T09:00:00Z");
  const columns: Partial<Announcement> = {
    id: "1",
    title: "Maintenance",
    body: "The cluster is down.",
    createdByName: "Alice Moreau",
    startedAt: sentAt,
    sendAt: sentAt,
    correctedAt: null,
    correctedByName: null,
    state: "sent",
    severity: "info",
    audience: { kind: "everyone" },
    audienceName: "everyone",
    ...with_,
  };
  // Safe: the columns that a card reads.
  return columns as Announcement;
}
