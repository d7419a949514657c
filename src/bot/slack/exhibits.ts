import { setTimeout as sleep } from "node:timers/promises";
import type { WebClient } from "@slack/web-api";
import type { Log } from "../../commands/app.ts";
import { drawChart } from "../../notifications/chart/draw.ts";
import type { Attachment, Chart, Message, RankingChart } from "../../notifications/message.ts";
import { openDirect } from "./direct.ts";
import { upload } from "./upload.ts";
import type { UploadPlace } from "./upload.ts";

/** A picture in Slack's keeping, or why there is none. */
export type Picture =
  | { readonly fileId: string }
  | { readonly missing: "not drawn" | "not shown" | "sent apart" | "coming" };

/** A file that was shared to the reader's direct messages, was not, or is on its way there. */
export interface SharedFile {
  readonly name: string;
  readonly isShared: boolean;
  readonly isComing?: boolean;
  readonly link?: string;
}

/** What goes with a message and is no text. */
export interface Exhibits {
  readonly picture?: Picture;
  readonly files?: readonly SharedFile[];
}

interface Around {
  readonly client: WebClient;
  readonly log: Log;
}

/** Slack looks at a picture for about a second before blocks may show it; it tells when only to who may read files. */
const settleMs = 500;

/** Such a message has no place in an acknowledgement: its picture takes longer than Slack waits. */
export function isIllustrated(message: Message): boolean {
  return message.chart !== undefined || (message.attachments ?? []).length > 0;
}

const prepared = new WeakMap<Message, Promise<Exhibits>>();

/** Draws and uploads once for a message, however often it is rendered. Never rejects: words are better than nothing. */
export function exhibit(around: Around, userId: string, message: Message): Promise<Exhibits> {
  if (!isIllustrated(message)) return Promise.resolve({});

  const known = prepared.get(message);
  if (known) return known;

  const made = prepare(around, userId, message);
  prepared.set(message, made);
  return made;
}

async function prepare(around: Around, userId: string, message: Message): Promise<Exhibits> {
  const attachments = message.attachments ?? [];
  const [picture, files] = await Promise.all([
    message.chart && uploadPicture(around, message.chart),
    attachments.length > 0 &&
      shareFiles(around, attachments, async () => ({ channel: await openDirect(around.client, userId) })),
  ]);
  return { ...(picture && { picture }), ...(files && { files }) };
}

/** The picture of a chart, ready to be shown. Never rejects. */
export async function uploadPicture({ client, log }: Around, chart: Chart | RankingChart): Promise<Picture> {
  let content: Buffer;
  try {
    content = await drawChart(chart);
  } catch (error) {
    log.warn({ err: error }, "picture not drawn");
    return { missing: "not drawn" };
  }
  try {
    const { fileId, isProcessed } = await upload(client, { name: "chart.png", content });
    if (!isProcessed) await sleep(settleMs);
    return { fileId };
  } catch (error) {
    log.warn({ err: error }, "slack picture not uploaded");
    return { missing: "not shown" };
  }
}

/** Files cannot be for one person's eyes in a channel, so theirs go to the direct messages. Never rejects. */
export async function shareFiles(
  { client, log }: Around,
  attachments: readonly Attachment[],
  placeOf: () => Promise<UploadPlace>,
): Promise<readonly SharedFile[]> {
  const shared: SharedFile[] = [];
  for (const { name, content } of attachments) {
    try {
      const { permalink } = await upload(client, { name, content: Buffer.from(content) }, await placeOf());
      shared.push({ name, isShared: true, ...(permalink !== undefined && { link: permalink }) });
    } catch (error) {
      log.warn({ err: error }, "slack file not shared");
      shared.push({ name, isShared: false });
    }
  }
  return shared;
}

/** Blocks that Slack refused at a response_url, where it gives no error of its own. */
export class BlocksRefused extends Error {}
