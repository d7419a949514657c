import type { WebClient } from "@slack/web-api";

/** How long Slack may take to take the bytes. */
const uploadWithinMs = 10_000;

interface Upload {
  readonly name: string;
  readonly content: Uint8Array;
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
export async function upload(client: WebClient, file: Upload, channel?: string): Promise<Uploaded> {
  const { name, content } = file;
  const place = await client.files.getUploadURLExternal({ filename: name, length: content.byteLength });
  if (place.upload_url === undefined || place.file_id === undefined) throw new Error("Slack gave no upload address");

  const taken = await fetch(place.upload_url, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: content.slice(),
    signal: AbortSignal.timeout(uploadWithinMs),
  });
  await taken.arrayBuffer();
  if (!taken.ok) throw new Error(`Slack did not take the file (${taken.status})`);

  const done = await client.files.completeUploadExternal({
    files: [{ id: place.file_id, title: name }],
    ...(channel !== undefined && { channel_id: channel }),
  });
  const [complete] = done.files ?? [];
  return {
    fileId: place.file_id,
    permalink: complete?.permalink,
    isProcessed: (complete?.mimetype ?? "") !== "",
  };
}
