import type { KnownBlock, RichTextElement } from "@slack/types";
import type { Message } from "../../notifications/message.ts";
import type { Exhibits, Picture, SharedFile } from "./exhibits.ts";
import { limits } from "./limits.ts";
import { isWebLink, label, oneLine, truncate } from "./plain.ts";

/** The picture with the words for those who cannot see it, or one line about why it is not there. */
export function renderPicture({ chart }: Message, picture: Picture | undefined): KnownBlock[] {
  if (!chart || !picture) return [];
  if ("missing" in picture) return [quietLine(reasons[picture.missing])];

  return [{ type: "image", slack_file: { id: picture.fileId }, alt_text: label(chart.alt, limits.imageAltText) }];
}

const reasons = {
  "not drawn": "The picture could not be drawn. All its figures are in the text.",
  "not shown": "Slack did not take the picture. All its figures are in the text.",
  coming: "The picture follows.",
  "sent apart": "Slack does not show the picture here. It is in your direct messages with Quartermaster.",
} as const;

/** Where each file is. */
export function renderFiles(files: readonly SharedFile[] = []): KnownBlock[] {
  if (files.length === 0) return [];
  const sections = files.map((file) => ({ type: "rich_text_section" as const, elements: lineOf(file) }));
  return [{ type: "rich_text", elements: sections }];
}

/** All that the blocks say, for who does not see them; a line each. */
export function exhibitWords({ chart }: Message, { picture, files = [] }: Exhibits): readonly string[] {
  const ofPicture = picture && chart ? ["missing" in picture ? reasons[picture.missing] : oneLine(chart.alt)] : [];
  return [...ofPicture, ...files.map((file) => `${label(file.name, limits.fileName)}${placeOf(file)}`)];
}

function lineOf(file: SharedFile): RichTextElement[] {
  const { name, isShared, link } = file;
  const text = label(name, limits.fileName);
  if (!isShared || link === undefined || !isWebLink(link)) return [{ type: "text", text: `${text}${placeOf(file)}` }];

  return [
    { type: "link", url: link, text },
    { type: "text", text: placeOf(file) },
  ];
}

function placeOf({ isShared, isComing }: SharedFile): string {
  if (isComing === true) return " follows in your direct messages with Quartermaster.";
  return isShared ? " is in your direct messages with Quartermaster." : " could not be sent. Ask again in a minute.";
}

function quietLine(text: string): KnownBlock {
  return {
    type: "context",
    elements: [{ type: "plain_text", text: truncate(text, limits.contextText), emoji: false }],
  };
}
