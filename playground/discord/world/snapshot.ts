import * as z from "zod";
import type { DiscordSnapshot } from "../options.ts";
import type { StoredMessage, TextChannel, World } from "./world.ts";

const table = <Item extends z.ZodType>(item: Item) => z.array(z.tuple([z.string(), item]));

const snapshotState = z.object({
  newestId: z.string(),
  cdnUrl: z.string(),
  directChannels: z.array(z.object({ kind: z.literal("direct"), id: z.string(), personId: z.string() })),
  /** Absent in snapshots of before there were any. */
  threads: z.array(z.custom<TextChannel>()).default([]),
  closedTo: z.array(z.string()),
  messages: table(z.array(z.custom<StoredMessage>())),
  commands: table(z.array(z.custom<NonNullable<ReturnType<World["commands"]["get"]>>[number]>())),
  files: z.array(
    z.object({
      id: z.string(),
      channelId: z.string(),
      name: z.string(),
      contentType: z.string(),
      content: z.base64(),
      description: z.string().optional(),
    }),
  ),
});

export type SnapshotState = z.output<typeof snapshotState>;

export function takeSnapshot(world: World): DiscordSnapshot {
  const state: SnapshotState = {
    newestId: world.nextId(),
    cdnUrl: world.cdnUrl,
    directChannels: [...world.channels.values()].filter((channel) => channel.kind === "direct"),
    threads: [...world.channels.values()].filter((channel) => channel.kind === "text").filter(({ thread }) => thread),
    closedTo: [...world.people.values()].filter((person) => !person.acceptsDirectMessages).map((person) => person.id),
    messages: [...world.messages],
    commands: [...world.commands],
    files: [...world.files.values()].map((file) => ({
      ...file,
      content: Buffer.from(file.content).toString("base64"),
    })),
  };
  return { version: 1, state: structuredClone(state) };
}

/** Addresses of files follow the server to its new port. Throws when it is no snapshot of this version. */
export function readSnapshot(snapshot: DiscordSnapshot, cdnUrl: string): SnapshotState {
  const state = snapshotState.parse(snapshot.state);
  const moved: unknown = JSON.parse(
    JSON.stringify(state).replaceAll(`${state.cdnUrl}/attachments/`, `${cdnUrl}/attachments/`),
  );
  return snapshotState.parse(moved);
}

/** Puts conversations back. Whoever was waited for at the time is not waited for any more. */
export function restore(world: World, state: SnapshotState): void {
  for (const channel of state.directChannels) world.channels.set(channel.id, channel);
  for (const thread of state.threads) world.channels.set(thread.id, thread);
  for (const [channelId, messages] of state.messages) {
    world.messages.set(channelId, messages.map(settled));
  }
  for (const [scope, commands] of state.commands) world.commands.set(scope, commands);
  for (const { description, ...file } of state.files) {
    const content = new Uint8Array(Buffer.from(file.content, "base64"));
    world.files.set(file.id, { ...file, content, ...(description !== undefined && { description }) });
  }
  for (const person of world.people.values()) person.acceptsDirectMessages = !state.closedTo.includes(person.id);
}

function settled(stored: StoredMessage): StoredMessage {
  return stored.state === "thinking" ? { ...stored, state: "failed" } : stored;
}
