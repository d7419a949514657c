import type { SlackJson } from "./seen.ts";
import { isProcessed } from "./slack-files.ts";
import { isReply, repliesTo } from "./messages.ts";
import type { Message, StoredFile, View, Workspace } from "./workspace.ts";

export function filePayload(workspace: Workspace, file: StoredFile): SlackJson {
  const kind = file.name.includes(".") ? (file.name.split(".").at(-1) ?? "") : "";
  const address = `${workspace.baseUrl}/files-pri/${workspace.options.team.id}-${file.id}`;
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: isProcessed(file) ? file.mimetype : "",
    filetype: isProcessed(file) ? kind : "",
    user: file.owner,
    size: file.content?.byteLength ?? file.expectedLength,
    mode: "hosted",
    is_external: false,
    is_public: false,
    url_private: `${address}/${encodeURIComponent(file.name)}`,
    url_private_download: `${address}/download/${encodeURIComponent(file.name)}`,
    permalink: `https://${workspace.options.team.domain}.slack.com/files/${file.owner}/${file.id}`,
    channels: file.channels.filter((id) => workspace.channels.get(id)?.kind === "public"),
    groups: file.channels.filter((id) => workspace.channels.get(id)?.kind === "private"),
    ims: file.channels.filter((id) => !["public", "private"].includes(workspace.channels.get(id)?.kind ?? "")),
    ...(file.altText !== undefined && { alt_txt: file.altText }),
  };
}

function authorship(workspace: Workspace, message: Message): SlackJson {
  if (!message.isFromApp) return { user: message.author };
  const { app, team } = workspace.options;
  return {
    user: message.author,
    bot_id: workspace.botId,
    app_id: app.id,
    bot_profile: { id: workspace.botId, app_id: app.id, name: app.name, deleted: false, updated: 0, team_id: team.id },
  };
}

function thread(workspace: Workspace, message: Message): SlackJson {
  if (isReply(message)) return { thread_ts: message.threadTs };
  const replies = repliesTo(workspace, message);
  if (replies.length === 0) return {};

  const users = [...new Set(replies.map(({ author }) => author))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: replies.at(-1)?.ts,
  };
}

/** A message as the Web API and payloads show it; metadata only when it was asked for. */
export function messagePayload(workspace: Workspace, message: Message, withMetadata = false): SlackJson {
  const files = message.fileIds.flatMap((id) => workspace.files.get(id) ?? []);
  return {
    type: "message",
    ...authorship(workspace, message),
    ts: message.ts,
    text: message.text,
    team: workspace.options.team.id,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.attachments.length > 0 && { attachments: message.attachments }),
    ...(files.length > 0 && { files: files.map((file) => filePayload(workspace, file)), upload: false }),
    ...(message.editedTs !== undefined && { edited: { user: message.author, ts: message.editedTs } }),
    ...(message.reactions.length > 0 && {
      reactions: message.reactions.map(({ name, users }) => ({ name, users, count: users.length })),
    }),
    ...(message.isPinned && { pinned_to: [message.channel] }),
    ...(withMetadata && message.metadata !== undefined && { metadata: message.metadata }),
    ...thread(workspace, message),
  };
}

/** A view as responses and interaction payloads carry it. */
export function viewPayload(workspace: Workspace, view: View): SlackJson {
  const { app, team } = workspace.options;
  const onlyModal =
    view.type === "modal"
      ? { title: view.content["title"], close: null, submit: null, submit_disabled: false }
      : { title: { type: "plain_text", text: "View Title", emoji: true }, close: null, submit: null };
  return {
    id: view.id,
    team_id: team.id,
    private_metadata: "",
    callback_id: "",
    external_id: "",
    clear_on_close: false,
    notify_on_close: false,
    ...onlyModal,
    ...view.content,
    state: { values: view.values },
    hash: view.hash,
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: workspace.botId,
  };
}
