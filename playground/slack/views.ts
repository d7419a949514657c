import { isObject } from "./blocks/check.ts";
import { completeBlocks, completeTextObject } from "./blocks/complete.ts";
import { limits } from "./blocks/limits.ts";
import { findingsInView } from "./blocks/surfaces.ts";
import { describeFindings, SlackProblem } from "./problem.ts";
import { findingsInSlackFiles } from "./slack-files.ts";
import { initialValues, keepTyped } from "./element-state.ts";
import { changed } from "./workspace.ts";
import type { View, Workspace } from "./workspace.ts";

/** docs.slack.dev/surfaces/modals: up to three views in a stack. */
const stackLimit = 3;

/** A view that the bot gave, validated and completed. `pointer` is where it stands in the request. */
export function readView(
  workspace: Workspace,
  given: unknown,
  type: "modal" | "home",
  pointer = "/view",
): View["content"] {
  const malformed = findingsInView(given, type, pointer);
  const found = malformed.length > 0 ? malformed : findingsInSlackFiles(workspace, given, pointer);
  if (found.length > 0) throw new SlackProblem("invalid_arguments", describeFindings(found));
  if (!isObject(given)) throw new SlackProblem("invalid_arguments");
  if (Buffer.byteLength(JSON.stringify(given)) > limits.viewBytes) throw new SlackProblem("view_too_large");

  const listed = given["blocks"];
  const blocks = completeBlocks(Array.isArray(listed) ? listed : [], workspace.ids.block);
  return { ...completeTextObject(given), blocks };
}

function requireFreeExternalId(workspace: Workspace, content: View["content"], except?: string): void {
  const external = content["external_id"];
  if (typeof external !== "string" || external === "") return;
  const taken = [...workspace.views.values()].some(
    (view) => view.id !== except && view.content["external_id"] === external,
  );
  if (taken) throw new SlackProblem("duplicate_external_id");
}

function store(workspace: Workspace, view: View): View {
  workspace.views.set(view.id, view);
  changed(workspace);
  return view;
}

export function stackOf(workspace: Workspace, userId: string): readonly View[] {
  return (workspace.stacks.get(userId) ?? []).flatMap((id) => workspace.views.get(id) ?? []);
}

function newView(workspace: Workspace, userId: string, content: View["content"]): View {
  const id = workspace.ids.make("V");
  return {
    id,
    userId,
    type: content["type"] === "home" ? "home" : "modal",
    content,
    values: initialValues(content.blocks),
    hash: workspace.ids.hash(),
    rootId: id,
    errors: {},
  };
}

/** Opens a modal; what this person had open from the app goes, as one app has one stack. */
export function openView(workspace: Workspace, userId: string, content: View["content"]): View {
  requireFreeExternalId(workspace, content);
  closeAll(workspace, userId);
  const view = newView(workspace, userId, content);
  workspace.stacks.set(userId, [view.id]);
  return store(workspace, view);
}

/** Puts a modal on the stack that `onto` is in. */
export function pushView(workspace: Workspace, onto: View, content: View["content"]): View {
  const stack = stackOf(workspace, onto.userId);
  if (stack.length >= stackLimit) throw new SlackProblem("push_limit_reached");
  requireFreeExternalId(workspace, content);

  const previous = stack.at(-1) ?? onto;
  const view = { ...newView(workspace, onto.userId, content), rootId: previous.rootId, previousId: previous.id };
  workspace.stacks.set(onto.userId, [...stack.map(({ id }) => id), view.id]);
  return store(workspace, view);
}

/** Replaces a view's content; what was typed stays in fields whose block and action ids stay. */
export function updateView(workspace: Workspace, view: View, content: View["content"], hash?: string): View {
  if (hash !== undefined && hash !== "" && hash !== view.hash) throw new SlackProblem("hash_conflict");
  requireFreeExternalId(workspace, content, view.id);

  const values = keepTyped(content.blocks, view);
  return store(workspace, { ...view, content, values, hash: workspace.ids.hash(), errors: {} });
}

export function publishHome(workspace: Workspace, userId: string, content: View["content"], hash?: string): View {
  const current = workspace.views.get(workspace.homes.get(userId) ?? "");
  if (current !== undefined) return updateView(workspace, current, content, hash);
  if (hash !== undefined && hash !== "") throw new SlackProblem("hash_conflict");

  requireFreeExternalId(workspace, content);
  const view = newView(workspace, userId, content);
  workspace.homes.set(userId, view.id);
  return store(workspace, view);
}

/** Records what was typed, or what the bot refused. Nothing that the bot sees as a new version. */
export function changeView(workspace: Workspace, view: View, change: Partial<Pick<View, "values" | "errors">>): View {
  return store(workspace, { ...view, ...change });
}

/** Takes the view off its stack, with all above it. */
export function closeView(workspace: Workspace, view: View): void {
  const stack = workspace.stacks.get(view.userId) ?? [];
  const index = stack.indexOf(view.id);
  if (index === -1) return;

  for (const id of stack.slice(index)) workspace.views.delete(id);
  workspace.stacks.set(view.userId, stack.slice(0, index));
  changed(workspace);
}

export function closeAll(workspace: Workspace, userId: string): void {
  for (const id of workspace.stacks.get(userId) ?? []) workspace.views.delete(id);
  workspace.stacks.set(userId, []);
  changed(workspace);
}
