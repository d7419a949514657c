import { isObject } from "../blocks/check.ts";
import type { JsonObject } from "../blocks/check.ts";
import type { SubmitResult } from "../seen.ts";
import type { Acknowledgement } from "../delivery/acknowledgement.ts";
import { SlackProblem } from "../problem.ts";
import { changeView, closeAll, closeView, pushView, readView, updateView } from "../views.ts";
import type { View, Workspace } from "../workspace.ts";
import type { Acting } from "./seen.ts";

function invalid(...reasons: readonly string[]): SubmitResult {
  return { outcome: "invalid_response", reasons };
}

/** Errors stand at input blocks of this view, each with a text. */
function showErrors(workspace: Workspace, view: View, given: unknown): SubmitResult {
  if (!isObject(given) || Object.keys(given).length === 0) return invalid("missing required field: errors");

  const inputs = new Set(view.content.blocks.filter(({ type }) => type === "input").map((block) => block.block_id));
  const unknown = Object.keys(given).filter((blockId) => !inputs.has(blockId));
  if (unknown.length > 0) return invalid(...unknown.map((blockId) => `no input block ${blockId}`));

  const errors = Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  if (Object.values(errors).filter((text) => text !== "").length < Object.keys(given).length)
    return invalid("errors must be texts");
  changeView(workspace, view, { errors });
  return { outcome: "errors", errors };
}

function follow(workspace: Workspace, view: View, body: JsonObject): SubmitResult {
  switch (body["response_action"]) {
    case undefined:
      closeView(workspace, view);
      return { outcome: "closed" };
    case "errors":
      return showErrors(workspace, view, body["errors"]);
    case "clear":
      closeAll(workspace, view.userId);
      return { outcome: "cleared" };
    case "update":
      updateView(workspace, view, readView(workspace, body["view"], "modal"));
      return { outcome: "updated" };
    case "push":
      pushView(workspace, view, readView(workspace, body["view"], "modal"));
      return { outcome: "pushed" };
    default:
      return invalid("unknown response_action");
  }
}

function reasonsOf({ code, details }: SlackProblem): readonly string[] {
  return [code, ...(Array.isArray(details["errors"]) ? details["errors"].map(String) : [])];
}

/** Does what the acknowledgement of a `view_submission` says. The bot may have changed the view meanwhile. */
export function settleSubmission({ inside }: Acting, submitted: View, { result, body }: Acknowledgement): SubmitResult {
  if (result.outcome !== "acknowledged") return result;

  const view = inside.workspace.views.get(submitted.id);
  if (view === undefined) return { outcome: "closed" };
  try {
    return follow(inside.workspace, view, isObject(body) ? body : {});
  } catch (error) {
    if (!(error instanceof SlackProblem)) throw error;
    return invalid(...reasonsOf(error));
  }
}
