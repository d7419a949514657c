import { stateOf } from "../../domain/announcements/announcement.ts";
import type { AnnouncementState } from "../../domain/announcements/announcement.ts";
import type { Progress } from "../../domain/announcements/read-announcement.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import type { Action, Button, Fact, Message, Text, Tone } from "../message.ts";
import { count } from "./words.ts";

/** The card by which who sent an announcement follows it, edited in place. */
export function progressCard(progress: Progress): Message {
  const { announcement, counts } = progress;
  const { audienceName, title } = announcement;
  return {
    tone: toneOf(progress),
    title: `“${title}” ${stateWords(progress)}`,
    lines: [`To ${audienceName}.`, ...linesOf(progress)],
    ...(announcement.startedAt && { facts: factsOf(progress) }),
    actions: actionsOf(announcement, counts.notSent),
    footer: footerOf(announcement),
  };
}

function toneOf({ announcement, counts }: Progress): Tone {
  if (announcement.state === "recalled" || announcement.state === "cancelled") return "neutral";
  return counts.notSent > 0 ? "warning" : announcement.state === "sent" ? "success" : "neutral";
}

function stateWords({ announcement, counts: { sent, total }, secondsLeft }: Progress): string {
  const of = `${number(sent)} of ${number(total)}`;
  switch (stateOf(announcement)) {
    case "draft":
      return "is a draft";
    case "scheduled":
      return "is scheduled";
    case "sending":
      return `is going out: ${of} sent${secondsLeft === null ? "" : `, about ${duration(secondsLeft)} left`}`;
    case "sent":
      return `was sent to ${of}`;
    case "recalled":
      return `was withdrawn after ${of} were sent`;
    case "cancelled":
      return "was cancelled and not sent";
    case "replaced":
      return "was edited; there is a newer draft";
  }
}

/** "14 minutes", "2 hours": what is far away is told roughly. */
export function duration(seconds: number): string {
  if (seconds < 90) return count(Math.max(1, Math.round(seconds)), "second", "seconds");
  if (seconds < 90 * 60) return count(Math.round(seconds / 60), "minute", "minutes");
  const hours = Math.round(seconds / 360) / 10;
  return `${hours.toLocaleString("en-US")} hours`;
}

function linesOf({ announcement, counts: { outdated, email }, reasons }: Progress): readonly Text[] {
  const { correctedAt, correctedByName, sendAt, state } = announcement;
  const isRecalled = state === "recalled";
  const isEdited = isRecalled || correctedAt !== null;
  return [
    ...(state === "scheduled" ? [["It goes out on ", { time: sendAt }, "."] satisfies Text] : []),
    ...(correctedAt && !isRecalled
      ? [[`Corrected by ${correctedByName ?? "somebody"} at `, { time: correctedAt }, "."] satisfies Text]
      : []),
    ...(isEdited && outdated > 0
      ? [`${count(outdated, "message still shows", "messages still show")} the earlier text.`]
      : []),
    ...(isEdited && email > 0 ? [`${count(email, "e-mail", "e-mails")} can't be edited.`] : []),
    ...reasons.map((one) => `${number(one.count)} not reached: ${one.reason}`),
  ];
}

function factsOf({ announcement, counts }: Progress): readonly Fact[] {
  const { sent, slack, discord, email, waiting, notSent, confirmed } = counts;
  const ways = [
    slack > 0 && `${number(slack)} on Slack`,
    discord > 0 && `${number(discord)} on Discord`,
    email > 0 && `${number(email)} by e-mail`,
  ].filter((way) => typeof way === "string");
  return [
    { label: "Sent", value: ways.length > 0 ? `${number(sent)} (${ways.join(", ")})` : number(sent) },
    ...(waiting > 0 ? [{ label: "Waiting", value: number(waiting) }] : []),
    { label: announcement.state === "recalled" ? "Not sent" : "Not reached", value: number(notSent) },
    { label: "Pressed “Got it”", value: `${number(confirmed)} (Slack and Discord do not tell who has read)` },
  ];
}

function actionsOf({ id, state }: Announcement, notSent: number): readonly Action[] {
  const input = { announcement: id };
  const to = (label: string, command: string, more: Partial<Button> = {}): Button => ({
    label,
    call: { command, input },
    ...more,
  });
  const correct: Button = {
    label: "Correct",
    call: { command: "announce correct", input, form: true },
  };
  const recall = to("Withdraw", "announce recall", { style: "danger" });
  const known: AnnouncementState = stateOf({ state });
  if (known === "sending" || known === "sent")
    return [correct, recall, ...(notSent > 0 ? [to("Try again", "announce retry")] : [])];
  if (known === "scheduled")
    return [to("Send now", "announce send"), to("Cancel it", "announce cancel", { style: "danger" })];
  return [];
}

function footerOf({ createdByName, startedAt, createdAt }: Announcement): Text {
  return [`By ${createdByName}, `, { time: startedAt ?? createdAt }];
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
