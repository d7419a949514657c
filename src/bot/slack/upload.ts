import type { WebClient } from "@slack/web-api";

/** How long Slack may take to take the bytes. */
const uploadWithinMs = 10_000;

interface Upload {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Where a file is shared. */
export interface UploadPlace {
  readonly channel: string;
  /** Below this message, in its thread. */
  readonly threadTs?: string;
}

export interface Uploaded {
  readonly fileId: string;
  /** Where the file can be opened by who may see it. */
  readonly permalink: string | undefined;
  /** False while Slack is still looking at it, and when Slack does not say. */
  readonly isProcessed: boolean;
}

/**
 * Hands Slack a file, which only the bot can see until it is shared or stands in a message's blocks.
 * Rejects with Slack's errors. docs.slack.dev/messaging/working-with-files, "Uploading files".
 */
export async function upload(client: WebClient, file: Upload, place?: UploadPlace): Promise<Uploaded> {
  const { name, content } = file;
  const slot = await client.files.getUploadURLExternal({ filename: name, length: content.byteLength });
  if (slot.upload_url === undefined || slot.file_id === undefined) throw new Error("Slack gave no upload address");

  const taken = await fetch(slot.upload_url, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: content.slice(),
    signal: AbortSignal.timeout(uploadWithinMs),
  });
  await taken.arrayBuffer();
  if (!taken.ok) throw new Error(`Slack did not take the file (${taken.status})`);

  const done = await client.files.completeUploadExternal({
    files: [{ id: slot.file_id, title: name }],
    ...(place && (place.threadTs === undefined ? { channel_id: place.channel } : inThread(place, place.threadTs))),
  });
  const [complete] = done.files ?? [];
  return {
    fileId: slot.file_id,
    permalink: complete?.permalink,
    isProcessed: (complete?.mimetype ?? "") !== "",
  };
}

function inThread({ channel }: UploadPlace, threadTs: string): { channel_id: string; thread_ts: string } {
  return { channel_id: channel, thread_ts: threadTs };
}
