import { isObject } from "../blocks/check.ts";
import { readContent } from "../content.ts";
import type { SlackJson } from "../seen.ts";
import type { Inside } from "../inside.ts";
import { filePayload } from "../payloads.ts";
import { invalidArguments, SlackProblem } from "../problem.ts";
import { say } from "../say.ts";
import { changed } from "../workspace.ts";
import type { StoredFile } from "../workspace.ts";
import { requireSpeakable } from "./chat.ts";
import type { Call, Methods } from "./method.ts";
import { mimetypeOf } from "./mimetypes.ts";

function getUploadUrl({ inside, args }: Call): SlackJson {
  const { workspace } = inside;
  const name = args.requireText("filename");
  args.requireText("length");
  const expectedLength = args.integer("length", 0);
  if (expectedLength <= 0) throw invalidArguments("must be greater than 0 [json-pointer:/length]");

  const altText = args.text("alt_txt");
  const file: StoredFile = {
    id: workspace.ids.make("F"),
    owner: workspace.options.app.botUserId,
    name,
    title: name,
    mimetype: mimetypeOf(name),
    expectedLength,
    channels: [],
    isComplete: false,
    created: Math.floor(workspace.now() / 1_000),
    ...(altText !== undefined && { altText }),
  };
  workspace.files.set(file.id, file);
  return { upload_url: `${workspace.baseUrl}/upload/v1/${file.id}`, file_id: file.id };
}

/** Takes the bytes that were posted to an upload URL; false when it is unknown or the length is not the one announced. */
export function receiveUpload(inside: Inside, fileId: string, content: Uint8Array): boolean {
  const file = inside.workspace.files.get(fileId);
  if (file === undefined || file.isComplete || file.expectedLength !== content.byteLength) return false;

  inside.workspace.files.set(fileId, { ...file, content });
  return true;
}

function uploaded({ inside, args }: Call): readonly StoredFile[] {
  const listed = args.structure("files");
  if (!Array.isArray(listed) || listed.length === 0) throw invalidArguments("missing required field: files");

  return listed.map((entry: unknown) => {
    const id = isObject(entry) && typeof entry["id"] === "string" ? entry["id"] : "";
    const file = inside.workspace.files.get(id);
    if (file === undefined || file.content === undefined || file.isComplete) throw new SlackProblem("file_not_found");
    const title = isObject(entry) && typeof entry["title"] === "string" ? entry["title"] : file.title;
    return { ...file, title };
  });
}

function complete(call: Call): SlackJson {
  const { inside, args } = call;
  const { workspace } = inside;
  const files = uploaded(call);
  const targets = [...args.list("channels"), ...args.list("channel_id")];
  const channels = targets.map((reference) => requireSpeakable(inside, reference).id);
  const content = { text: args.text("initial_comment"), blocks: args.structure("blocks", "invalid_blocks_format") };
  const threadTs = args.text("thread_ts");

  for (const file of files)
    workspace.files.set(file.id, { ...file, channels, isComplete: true, completedAt: Date.now() });
  for (const channel of channels) {
    say(inside, {
      channel,
      author: workspace.options.app.botUserId,
      isFromApp: true,
      ...readContent(workspace, content, true),
      fileIds: files.map(({ id }) => id),
      ...(threadTs !== undefined && { threadTs }),
    });
  }
  changed(workspace);
  return {
    files: files.flatMap(({ id }) => workspace.files.get(id) ?? []).map((file) => filePayload(workspace, file)),
  };
}

function info({ inside, args }: Call): SlackJson {
  const { workspace } = inside;
  const file = workspace.files.get(args.requireText("file"));
  if (file === undefined || !file.isComplete) throw new SlackProblem("file_not_found");
  return { file: filePayload(workspace, file), comments: [], response_metadata: { next_cursor: "" } };
}

export const fileMethods: Methods = {
  "files.getUploadURLExternal": { token: "bot", scopes: ["files:write"], tier: 4, run: getUploadUrl },
  "files.completeUploadExternal": { token: "bot", scopes: ["files:write"], tier: 4, run: complete },
  "files.info": { token: "bot", scopes: ["files:read"], tier: 4, run: info },
};
