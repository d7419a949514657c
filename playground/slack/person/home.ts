import type { CommandResult, SeenView } from "../seen.ts";
import { viewPayload } from "../payloads.ts";
import type { View } from "../workspace.ts";
import { notPossible } from "./place.ts";
import { direct } from "./rooms.ts";
import { seenView } from "./seen.ts";
import type { Acting } from "./seen.ts";

function homeOf({ inside, userId }: Acting): View | undefined {
  return inside.workspace.views.get(inside.workspace.homes.get(userId) ?? "");
}

/** The app's home tab as it was last published for this person. */
export function seenHome(acting: Acting): SeenView | undefined {
  const view = homeOf(acting);
  return view === undefined ? undefined : seenView(view);
}

export async function openHome(acting: Acting, tab: "home" | "messages"): Promise<CommandResult> {
  const { workspace, events } = acting.inside;
  const { app } = workspace.options;
  if (tab === "home" && app.homeTab === false) return notPossible("this app has no home tab");
  if (tab === "messages" && app.messagesTab === false) return notPossible("this app has no messages tab");

  const view = homeOf(acting);
  const shown = tab === "home" && view !== undefined ? { view: viewPayload(workspace, view) } : {};
  const place = { user: acting.userId, channel: direct(acting, app.botUserId), event_ts: workspace.ids.ts() };
  return events.emit({ type: "app_home_opened", ...place, tab, ...shown });
}
