import type { AnnouncementEvent, AnnouncementFacts } from "../../domain/announcements/events.ts";
import type { Notices } from "./notice.ts";
import { count } from "./words.ts";

const show = ({ announcement }: Pick<AnnouncementEvent, "announcement">) => ({
  label: "Show it",
  call: { command: "announce show", input: { announcement: announcement.id } },
});

/** News about an announcement, told to who wrote it when somebody else, or its time, changes something. */
export const announcementNotices: Notices<AnnouncementEvent["kind"]> = {
  "announcement-scheduled": (event) => ({
    tone: "neutral",
    title: `Your announcement ${named(event.announcement)} was scheduled`,
    lines: [["It goes to ", event.announcement.audience, " on ", { time: new Date(event.sendAt) }, "."]],
    actions: [show(event)],
  }),
  "announcement-started": (event) => ({
    tone: "neutral",
    title: `Your announcement ${named(event.announcement)} is going out`,
    lines: [`To ${event.announcement.audience}: ${count(event.recipients, "recipient", "recipients")}.`],
    actions: [show(event)],
  }),
  "announcement-finished": (event) => ({
    tone: event.notSent > 0 ? "warning" : "success",
    title: `Your announcement ${named(event.announcement)} was sent to ${count(event.sent, "recipient", "recipients")}`,
    ...(event.notSent > 0 && { lines: [`It could not be delivered to ${event.notSent.toLocaleString("en-US")}.`] }),
    actions: [show(event)],
  }),
  "announcement-corrected": (event) => ({
    tone: "neutral",
    title: `Your announcement ${named(event.announcement)} was corrected`,
    lines: ["Whoever has it sees the new text in the same message."],
    actions: [show(event)],
  }),
  "announcement-recalled": (event) => ({
    tone: "warning",
    title: `Your announcement ${named(event.announcement)} was withdrawn`,
    lines: ["Its text is taken out of the messages, and nobody else gets it."],
    actions: [show(event)],
  }),
  "announcement-cancelled": (event) => ({
    tone: "warning",
    title: `Your announcement ${named(event.announcement)} was not sent`,
    lines: [event.because ? whyNot[event.because] : "It was cancelled before its time."],
    actions: [show(event)],
  }),
  "announcement-retried": (event) => ({
    tone: "neutral",
    title: `Your announcement ${named(event.announcement)} is tried again`,
    lines: [`${count(event.count, "recipient", "recipients")} could not be reached before.`],
    actions: [show(event)],
  }),
};

const whyNot = {
  author: "At its time, you could no longer send announcements to these people.",
  nobody: "At its time, there was nobody left in its audience.",
} as const;

function named({ title }: AnnouncementFacts): string {
  return `“${title}”`;
}
