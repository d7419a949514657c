import { setTimeout as sleep } from "node:timers/promises";
import type { DeliveryResult, SlackJson } from "../seen.ts";
import type { Channel, Workspace } from "../workspace.ts";
import type { Acknowledgement, Outgoing } from "./acknowledgement.ts";
import type { Delivery } from "./delivery.ts";

/** docs.slack.dev/apis/events-api: again almost at once, after one minute, after five. */
const retriesMs = [100, 60_000, 300_000];

type SlackEvent = SlackJson & { readonly type: string };

export interface Events {
  /** Sends it if the app subscribed to it; the result is that of the first try. */
  emit(event: SlackEvent, subscription?: string): Promise<DeliveryResult>;
  /** Sends it in any case. */
  send(event: SlackEvent): Promise<DeliveryResult>;
  close(): void;
}

const scopesOfEvents: Readonly<Record<string, readonly string[]>> = {
  "message.im": ["im:history"],
  "message.channels": ["channels:history"],
  "message.groups": ["groups:history"],
  app_mention: ["app_mentions:read"],
  member_joined_channel: ["channels:read", "groups:read"],
  member_left_channel: ["channels:read", "groups:read"],
  channel_created: ["channels:read"],
  channel_left: ["channels:read"],
  channel_archive: ["channels:read"],
  channel_unarchive: ["channels:read"],
  channel_deleted: ["channels:read"],
  channel_rename: ["channels:read"],
  group_left: ["groups:read"],
  group_archive: ["groups:read"],
  group_unarchive: ["groups:read"],
  group_deleted: ["groups:read"],
  group_rename: ["groups:read"],
  reaction_added: ["reactions:read"],
  reaction_removed: ["reactions:read"],
  team_join: ["users:read"],
  user_change: ["users:read"],
};

/** Slack refuses such an app at its settings page; here the start fails. */
export function requireScopesForEvents(workspace: Workspace): void {
  const { events, botScopes } = workspace.options.app;
  for (const event of events) {
    const needed = scopesOfEvents[event] ?? [];
    if (needed.length === 0 || needed.some((scope) => botScopes.includes(scope))) continue;
    throw new Error(`The event ${event} needs the bot scope ${needed.join(" or ")}.`);
  }
}

/** The subscription under which a channel's messages come. */
export function messageSubscription(channel: Channel): string {
  if (channel.kind === "public") return "message.channels";
  return channel.kind === "private" ? "message.groups" : "message.im";
}

/** docs.slack.dev names them so: `http_timeout`, `connection_failed`, `http_error`. */
function reasonOf({ result }: Acknowledgement): string {
  if (result.outcome === "operation_timeout") return "http_timeout";
  return result.outcome === "http_error" ? "http_error" : "connection_failed";
}

function wrap(workspace: Workspace, event: SlackEvent): SlackJson {
  const { team, app } = workspace.options;
  const authorization = { enterprise_id: null, team_id: team.id, user_id: app.botUserId, is_bot: true };
  return {
    token: "local",
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: app.id,
    event,
    type: "event_callback",
    event_id: workspace.ids.make("Ev"),
    event_time: Math.floor(workspace.now() / 1_000),
    authorizations: [{ ...authorization, is_enterprise_install: false }],
    is_ext_shared_channel: false,
    event_context: workspace.ids.secret(16),
  };
}

export function createEvents(workspace: Workspace, delivery: Delivery): Events {
  const closing = new AbortController();

  async function retry(outgoing: Outgoing, failed: Acknowledgement): Promise<void> {
    let last = failed;
    for (const [index, wait] of (workspace.options.eventRetriesMs ?? retriesMs).entries()) {
      await sleep(wait, undefined, { signal: closing.signal, ref: false });
      last = await delivery.deliver({ ...outgoing, retry: { attempt: index + 1, reason: reasonOf(last) } });
      if (last.result.outcome === "acknowledged" || last.wantsNoRetry === true) return;
    }
  }

  async function send(event: SlackEvent): Promise<DeliveryResult> {
    const outgoing: Outgoing = { type: "events_api", label: `event:${event.type}`, payload: wrap(workspace, event) };
    const first = await delivery.deliver(outgoing);
    const isDone = first.result.outcome === "acknowledged" || first.wantsNoRetry === true;
    // Rejects only when the server closes, and then nobody waits for it.
    if (!isDone) void retry(outgoing, first).catch(() => undefined);
    return first.result;
  }

  return {
    async emit(event, subscription = event.type) {
      if (!workspace.options.app.events.includes(subscription)) return { outcome: "acknowledged" };
      return send(event);
    },
    send,
    close: () => closing.abort(),
  };
}
