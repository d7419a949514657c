import { drawChart } from "../../notifications/chart/draw.ts";
import type { Attachment, Message } from "../../notifications/message.ts";
import { limits, truncate } from "./limits.ts";
import { plain } from "./text.ts";

/** Bytes that go with a message. */
export interface RenderedFile {
  readonly name: string;
  readonly content: Buffer;
  /** What somebody who cannot see it hears. */
  readonly description?: string;
}

const pictureName = "chart.png";

/** Where an embed finds the picture among the message's files. */
export const pictureAddress = `attachment://${pictureName}`;

/** A message's picture, that it could not be drawn, or that no file goes with the message. */
export type Picture = Buffer | "missing" | "not taken" | undefined;

/** Draws the message's chart, if it has one. Never rejects: words are better than nothing. */
export async function pictureOf({ chart }: Message, report: (error: unknown) => void): Promise<Picture> {
  if (!chart) return undefined;
  try {
    return await drawChart(chart);
  } catch (error) {
    report(error);
    return "missing";
  }
}

/** The picture and the attachments, as many as Discord takes. */
export function renderFiles({ chart, attachments = [] }: Message, picture: Picture): readonly RenderedFile[] {
  if (picture === "not taken") return [];
  const drawn = Buffer.isBuffer(picture)
    ? [{ name: pictureName, content: picture, description: truncate(plain(chart?.alt ?? ""), limits.fileDescription) }]
    : [];
  return [...drawn, ...attachments.filter(isSmallEnough).map(fileOf)].slice(0, limits.filesPerMessage);
}

/** What has to be said of files that are not there. */
export function missingFiles({ chart, attachments = [] }: Message, picture: Picture): readonly string[] {
  if (picture === "not taken") {
    const files = attachments.map(({ name }) => `${name} could not be sent. Ask again in a minute.`);
    return chart ? ["Discord did not take the picture. All its figures are in the text.", ...files] : files;
  }

  const lines = attachments
    .filter((attachment) => !isSmallEnough(attachment))
    .map(({ name }) => `${name} is too large for Discord, which takes 10 MB.`);
  return picture === "missing" ? ["The picture could not be drawn. All its figures are in the text.", ...lines] : lines;
}

function isSmallEnough({ content }: Attachment): boolean {
  return Buffer.byteLength(content) <= limits.fileBytes;
}

function fileOf({ name, content }: Attachment): RenderedFile {
  return { name: truncate(plain(name), limits.fileName) || "file.csv", content: Buffer.from(content) };
}
