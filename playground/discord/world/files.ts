import type { APIAttachment, Snowflake } from "discord-api-types/v10";
import { refusal } from "../rest/errors.ts";
import * as limits from "../schema/limits.ts";
import type { StoredFile, World } from "./world.ts";

/** A file as it arrives: in a multipart part, or from a person. */
export interface UploadedFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
  readonly description?: string;
}

/** Keeps a file for the CDN; 40005 when it is too large. */
export function storeFile(world: World, channelId: Snowflake, file: UploadedFile): APIAttachment {
  if (file.content.byteLength > limits.FILE_SIZE) throw refusal("tooLarge");

  const stored: StoredFile = { ...file, id: world.nextId(), channelId, name: safeName(file.name) };
  world.files.set(stored.id, stored);
  return attachmentObject(world, stored);
}

export function attachmentObject(world: World, file: StoredFile): APIAttachment {
  const url = `${world.cdnUrl}/attachments/${file.channelId}/${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    filename: file.name,
    size: file.content.byteLength,
    url,
    proxy_url: url,
    content_type: file.contentType,
    ...(file.description !== undefined && { description: file.description }),
    ...pictureSize(file.content),
  };
}

/** Discord keeps word characters, dots and dashes. */
function safeName(name: string): string {
  return name.replaceAll(/[^\w.-]+/gu, "_").slice(0, 260) || "unknown";
}

/** Pixels of a PNG, read from its header. */
function pictureSize(content: Uint8Array): { width: number; height: number } | undefined {
  const isPng = content.length >= 24 && Buffer.from(content.subarray(1, 4)).toString("latin1") === "PNG";
  if (!isPng) return undefined;
  const header = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return { width: header.getUint32(16), height: header.getUint32(20) };
}
