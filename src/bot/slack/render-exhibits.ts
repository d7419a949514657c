import type { KnownBlock, RichTextElement } from "@slack/types";
import type { Message } from "../../notifications/message.ts";
import type { Picture, SharedFile } from "./exhibits.ts";
import { limits } from "./limits.ts";
import { isWebLink, label, truncate } from "./plain.ts";

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

function lineOf({ name, isShared, isComing, link }: SharedFile): RichTextElement[] {
  const text = label(name, limits.fileName);
  if (isComing === true) return [{ type: "text", text: `${text} follows in your direct messages with Quartermaster.` }];
  if (!isShared) return [{ type: "text", text: `${text} could not be sent. Ask again in a minute.` }];

  const file: RichTextElement =
    link !== undefined && isWebLink(link) ? { type: "link", url: link, text } : { type: "text", text };
  return [file, { type: "text", text: " is in your direct messages with Quartermaster." }];
}

function quietLine(text: string): KnownBlock {
  return {
    type: "context",
    elements: [{ type: "plain_text", text: truncate(text, limits.contextText), emoji: false }],
  };
}
