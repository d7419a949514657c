import type { SlackJson } from "../seen.ts";
import type { Inside } from "../inside.ts";
import { viewPayload } from "../payloads.ts";
import { invalidArguments, SlackProblem } from "../problem.ts";
import { openView, publishHome, pushView, readView, updateView } from "../views.ts";
import type { View } from "../workspace.ts";
import type { Args } from "./args.ts";
import type { Call, Methods } from "./method.ts";

function givenView({ inside, args }: Call, type: "modal" | "home"): View["content"] {
  const view = args.structure("view");
  if (view === undefined) throw invalidArguments("missing required field: view");
  return readView(inside.workspace, view, type);
}

function answer(inside: Inside, view: View): SlackJson {
  return { view: viewPayload(inside.workspace, view) };
}

/** Arguments are checked before the trigger is spent, as on Slack. */
function open(call: Call): SlackJson {
  const { inside, args } = call;
  const triggerId = args.requireText("trigger_id");
  const content = givenView(call, "modal");
  const { userId } = inside.triggers.exchange(triggerId);
  return answer(inside, openView(inside.workspace, userId, content));
}

function push(call: Call): SlackJson {
  const { inside, args } = call;
  const triggerId = args.requireText("trigger_id");
  const content = givenView(call, "modal");
  const { viewId } = inside.triggers.exchange(triggerId);
  const onto = inside.workspace.views.get(viewId ?? "");
  if (onto === undefined || onto.type !== "modal") throw new SlackProblem("not_found");
  return answer(inside, pushView(inside.workspace, onto, content));
}

function findView(inside: Inside, args: Args): View {
  const [viewId, externalId] = [args.text("view_id"), args.text("external_id")];
  if (viewId === undefined && externalId === undefined) throw invalidArguments("missing required field: view_id");

  const view = [...inside.workspace.views.values()].find(
    (other) => other.id === viewId || (externalId !== undefined && other.content["external_id"] === externalId),
  );
  if (view === undefined) throw new SlackProblem("not_found");
  return view;
}

function update(call: Call): SlackJson {
  const { inside, args } = call;
  const view = findView(inside, args);
  return answer(inside, updateView(inside.workspace, view, givenView(call, view.type), args.text("hash")));
}

function publish(call: Call): SlackJson {
  const { inside, args } = call;
  const { workspace } = inside;
  const userId = args.requireText("user_id");
  const content = givenView(call, "home");
  if (workspace.options.app.homeTab === false) throw new SlackProblem("not_enabled");
  if (!workspace.people.has(userId)) throw new SlackProblem("user_not_found");
  return answer(inside, publishHome(workspace, userId, content, args.text("hash")));
}

export const viewMethods: Methods = {
  "views.open": { token: "bot", scopes: [], tier: 4, run: open },
  "views.push": { token: "bot", scopes: [], tier: 4, run: push },
  "views.update": { token: "bot", scopes: [], tier: 4, run: update },
  "views.publish": { token: "bot", scopes: [], tier: 4, run: publish },
};
