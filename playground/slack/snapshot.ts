import type { LocalSlackOptions, LocalSlackSnapshot } from "./contract.ts";
import { createWorkspace } from "./workspace.ts";
import type { Channel, Message, StoredFile, View, Workspace } from "./workspace.ts";

interface SavedState {
  readonly channels: readonly Channel[];
  readonly messages: readonly (readonly [string, readonly Message[]])[];
  readonly homes: readonly View[];
  readonly files: readonly (Omit<StoredFile, "content"> & { readonly content?: string })[];
}

function restore(workspace: Workspace, snapshot: LocalSlackSnapshot): void {
  // Safe: the state is opaque to everyone else and was written by `takeSnapshot` of the same version.
  const saved = snapshot.state as SavedState;
  for (const channel of saved.channels) workspace.channels.set(channel.id, channel);
  for (const [channelId, messages] of saved.messages) workspace.messages.set(channelId, messages);
  for (const view of saved.homes) {
    workspace.views.set(view.id, view);
    workspace.homes.set(view.userId, view.id);
  }
  for (const { content, ...file } of saved.files) {
    const bytes = content === undefined ? {} : { content: Buffer.from(content, "base64") };
    workspace.files.set(file.id, { ...file, ...bytes });
  }
}

function latestTs(snapshot: LocalSlackSnapshot | undefined): string | undefined {
  if (snapshot === undefined) return undefined;
  // Safe: as in `restore`.
  const saved = snapshot.state as SavedState;
  return saved.messages
    .flatMap(([, messages]) => messages.map(({ ts }) => ts))
    .toSorted()
    .at(-1);
}

/** A workspace from its options, with what a snapshot remembers of what was said in it. */
export function openWorkspace(options: LocalSlackOptions): Workspace {
  const workspace = createWorkspace(options, latestTs(options.snapshot));
  if (options.snapshot !== undefined) restore(workspace, options.snapshot);
  return workspace;
}

/** What was said and shared, home tabs included; open modals and unused triggers are not kept. */
export function takeSnapshot(workspace: Workspace): LocalSlackSnapshot {
  const homes = new Set(workspace.homes.values());
  const state: SavedState = {
    channels: [...workspace.channels.values()],
    messages: [...workspace.messages],
    homes: [...workspace.views.values()].filter((view) => homes.has(view.id)),
    files: [...workspace.files.values()].map(({ content, ...file }) =>
      content === undefined ? file : { ...file, content: Buffer.from(content).toString("base64") },
    ),
  };
  return { version: 1, credentials: workspace.credentials, state: structuredClone(state) };
}
