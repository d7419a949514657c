import { completeBlocks } from "./blocks/complete.ts";
import { isObject } from "./blocks/check.ts";
import { limits } from "./blocks/limits.ts";
import { findingsInMessage } from "./blocks/surfaces.ts";
import type { SlackBlock, SlackJson } from "./seen.ts";
import { describeFindings, SlackProblem } from "./problem.ts";
import { findingsInSlackFiles } from "./slack-files.ts";
import type { Workspace } from "./workspace.ts";

export interface Content {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly attachments: readonly SlackJson[];
}

function requireBlocks(workspace: Workspace, blocks: unknown, pointer: string): readonly unknown[] {
  if (!Array.isArray(blocks)) throw new SlackProblem("invalid_blocks_format");
  const malformed = findingsInMessage(blocks, pointer);
  const found = malformed.length > 0 ? malformed : findingsInSlackFiles(workspace, blocks, pointer);
  if (found.length > 0) throw new SlackProblem("invalid_blocks", describeFindings(found));
  return blocks;
}

function requireAttachments(attachments: unknown): readonly Record<string, unknown>[] {
  if (!Array.isArray(attachments) || !attachments.every(isObject)) throw new SlackProblem("invalid_attachments");
  if (attachments.length > limits.attachments) throw new SlackProblem("too_many_attachments");
  return attachments;
}

function completeAttachment(workspace: Workspace, attachment: Record<string, unknown>, index: number): SlackJson {
  const numbered = { ...structuredClone(attachment), id: index + 1 };
  if (attachment["blocks"] === undefined) return numbered;

  const blocks = requireBlocks(workspace, attachment["blocks"], `/attachments/${index}/blocks`);
  return { ...numbered, blocks: completeBlocks(blocks, workspace.ids.block) };
}

/** What a bot wants to say, validated and completed as Slack stores it. `hasFiles`: then no words are needed. */
export function readContent(
  workspace: Workspace,
  given: { readonly text?: unknown; readonly blocks?: unknown; readonly attachments?: unknown },
  hasFiles = false,
): Content {
  const text = given.text ?? "";
  if (typeof text !== "string") throw new SlackProblem("invalid_arguments");
  if (text.length > limits.messageText) throw new SlackProblem("msg_too_long");

  const blocks = requireBlocks(workspace, given.blocks ?? [], "/blocks");
  const attachments = requireAttachments(given.attachments ?? []);
  const isEmpty = text === "" && blocks.length + attachments.length === 0;
  if (isEmpty && !hasFiles) throw new SlackProblem("no_text");

  return {
    text,
    blocks: completeBlocks(blocks, workspace.ids.block),
    attachments: attachments.map((attachment, index) => completeAttachment(workspace, attachment, index)),
  };
}

/** docs.slack.dev/messaging/message-metadata: a type and a payload, both required. */
export function readMetadata(given: unknown): SlackJson | undefined {
  if (given === undefined) return undefined;
  if (!isObject(given) || typeof given["event_type"] !== "string" || !isObject(given["event_payload"])) {
    throw new SlackProblem("invalid_metadata_format");
  }
  return structuredClone(given);
}
