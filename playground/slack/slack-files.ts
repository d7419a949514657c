import { isObject } from "./blocks/check.ts";
import type { Finding, JsonObject } from "./blocks/check.ts";
import type { StoredFile, Workspace } from "./workspace.ts";

/** How long Slack looks at an upload before blocks may show it; about a second, shorter here. */
const processingMs = 250;
const imageTypes = /^image\/(?:png|jpeg|gif)$/;
const fileId = /^F[A-Z0-9]{8,}$/;

interface Reference {
  readonly file: JsonObject;
  readonly pointer: string;
}

/** Every `slack_file` below a value, with its pointer. */
function referencesIn(value: unknown, pointer: string): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => referencesIn(item, `${pointer}/${index}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === "slack_file" && isObject(item)
      ? [{ file: item, pointer: `${pointer}/${key}` }]
      : referencesIn(item, `${pointer}/${key}`),
  );
}

function idOf(file: JsonObject): string {
  if (typeof file["id"] === "string") return file["id"];
  const url = typeof file["url"] === "string" ? file["url"] : "";
  return /\b(?:[A-Z0-9]+-)?(F[A-Z0-9]{8,})\b/.exec(url)?.[1] ?? "";
}

/** Whether Slack is done with an upload; until then its type is not known. */
export function isProcessed({ completedAt }: StoredFile): boolean {
  return completedAt !== undefined && Date.now() - completedAt >= processingMs;
}

/**
 * What is wrong with the Slack files that blocks show (docs.slack.dev/reference/block-kit/composition-objects/slack-file-object):
 * each a processed PNG, JPEG or GIF that the bot may see, which here are all that it uploaded.
 */
export function findingsInSlackFiles(workspace: Workspace, blocks: unknown, pointer: string): readonly Finding[] {
  return referencesIn(blocks, pointer).flatMap(({ file, pointer: at }) => {
    const id = idOf(file);
    if (file["id"] !== undefined && !fileId.test(id))
      return [{ message: `input must match regex pattern: ${fileId.source}`, pointer: `${at}/id` }];
    const stored = workspace.files.get(id);
    const isShown = stored?.isComplete === true && isProcessed(stored) && imageTypes.test(stored.mimetype);
    return isShown ? [] : [{ message: "invalid slack file", pointer: at }];
  });
}

/** Whether blocks show this file. */
export function showsFile(blocks: unknown, id: string): boolean {
  return referencesIn(blocks, "").some(({ file }) => idOf(file) === id);
}
