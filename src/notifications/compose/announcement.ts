import type { Severity } from "../../domain/alerts/kinds.ts";
import { audienceName, audienceOf, severityOf } from "../../domain/announcements/announcement.ts";
import type { Announcement } from "../../storage/generated/client.ts";
import type { Inline, Message, Text, Tone } from "../message.ts";
import { severityNames } from "./alert-kinds.ts";
import type { Channel } from "./words.ts";

const tones: Readonly<Record<Severity, Tone>> = { info: "neutral", warning: "warning", critical: "danger" };
/** In characters: Slack's lines are cut at 1,000, Discord's at 2,000 with a mark before each sign. */
const LONGEST_LINE = 900;
const LINK = /https?:\/\/[^\s<>"“”]+/gu;
const AFTER_LINK = /[.,;:!?)\]'’]+$/u;

export interface AnnouncementReader {
  readonly channel: Channel;
  /** Has pressed "Got it". */
  readonly hasConfirmed: boolean;
}

/** An announcement as its readers see it: its own words, who says it, and whether they were changed. Plain text and links. */
export function announcementCard(row: Announcement, { channel, hasConfirmed }: AnnouncementReader): Message {
  const { id, title, body, createdByName, startedAt, sendAt, correctedAt, correctedByName, state } = row;
  if (state === "recalled") return withdrawn(row);

  const severity = severityOf(row);
  const byOther = correctedByName === null || correctedByName === createdByName ? "" : ` by ${correctedByName}`;
  const said: Text = [
    ...(severity === "info" ? [] : [`${severityNames[severity]} · `]),
    `From ${createdByName} to ${audienceName(audienceOf(row))}, `,
    { time: startedAt ?? sendAt },
  ];
  return {
    tone: tones[severity],
    title,
    lines: [
      ...body
        .split("\n")
        .filter((line) => line.trim() !== "")
        .flatMap(inPieces)
        .map(linked),
      ...(correctedAt ? [[`Corrected${byOther} at `, { time: correctedAt }, "."] satisfies Text] : []),
      ...(hasConfirmed ? ["You have said that you got it."] : []),
    ],
    ...(channel !== "email" &&
      !hasConfirmed && {
        actions: [{ label: "Got it", call: { command: "announce read", input: { announcement: id } } }],
      }),
    footer: said,
  };
}

/** What was said is nobody's to read any more. */
function withdrawn({ recalledByName, recalledAt, startedAt, sendAt }: Announcement): Message {
  return {
    tone: "neutral",
    title: `This announcement was withdrawn by ${recalledByName ?? "its author"}`,
    lines: [["It had been sent on ", { time: startedAt ?? sendAt }, "."]],
    footer: recalledAt ? ["Withdrawn ", { time: recalledAt }] : "Withdrawn",
  };
}

/** What is longer than platforms take as one line, broken between words. */
function inPieces(line: string): readonly string[] {
  if (line.length <= LONGEST_LINE) return [line];
  const space = line.lastIndexOf(" ", LONGEST_LINE);
  const end = space > 0 ? space : LONGEST_LINE;
  return [line.slice(0, end), ...inPieces(line.slice(end).trimStart())];
}

/** A line in which addresses of the web can be followed; each is shown as it is. */
export function linked(line: string): Text {
  const parts: Inline[] = [];
  let end = 0;
  for (const match of line.matchAll(LINK)) {
    const link = match[0].replace(AFTER_LINK, "");
    if (match.index > end) parts.push(line.slice(end, match.index));
    parts.push({ link, label: link });
    end = match.index + link.length;
  }
  if (parts.length === 0) return line;
  return end < line.length ? [...parts, line.slice(end)] : parts;
}
