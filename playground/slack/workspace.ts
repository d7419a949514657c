import type { LocalSlackOptions, SlackCredentials, SlackPersonSeed } from "./contract.ts";
import type { SlackBlock, SlackJson } from "./seen.ts";
import { createIds } from "./ids.ts";
import type { Ids } from "./ids.ts";

export interface Channel {
  readonly id: string;
  readonly name: string;
  /** `direct` is between two people, `app` between a person and the bot. */
  readonly kind: "public" | "private" | "direct" | "app";
  readonly members: readonly string[];
  readonly isArchived: boolean;
  readonly topic: string;
  readonly creator: string;
  /** Seconds since the epoch. */
  readonly created: number;
}

interface Reaction {
  readonly name: string;
  readonly users: readonly string[];
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  readonly author: string;
  readonly isFromApp: boolean;
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly attachments: readonly SlackJson[];
  readonly fileIds: readonly string[];
  readonly metadata?: SlackJson;
  /** The one person who sees it. */
  readonly ephemeralFor?: string;
  readonly editedTs?: string;
  readonly reactions: readonly Reaction[];
  readonly isPinned: boolean;
}

/** Block id, action id, element state: the shape of `view.state.values`. */
export type StateValues = Readonly<Record<string, Readonly<Record<string, SlackJson>>>>;

export interface View {
  readonly id: string;
  readonly userId: string;
  readonly type: "modal" | "home";
  /** As given by the bot and completed: title, submit, private_metadata … */
  readonly content: SlackJson & { readonly blocks: readonly SlackBlock[] };
  readonly values: StateValues;
  readonly hash: string;
  readonly rootId: string;
  readonly previousId?: string;
  readonly errors: Readonly<Record<string, string>>;
}

export interface StoredFile {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly altText?: string;
  /** Absent until it is uploaded. */
  readonly content?: Uint8Array;
  readonly expectedLength: number;
  /** Channels that it was shared to. */
  readonly channels: readonly string[];
  readonly isComplete: boolean;
  /** Milliseconds since the epoch. */
  readonly completedAt?: number;
  readonly created: number;
}

/** All that one local Slack knows. Records are replaced, never changed in place. */
export interface Workspace {
  readonly options: LocalSlackOptions;
  readonly credentials: SlackCredentials;
  readonly ids: Ids;
  readonly now: () => number;
  readonly people: ReadonlyMap<string, SlackPersonSeed>;
  readonly botId: string;
  readonly channels: Map<string, Channel>;
  /** By channel, oldest first. */
  readonly messages: Map<string, readonly Message[]>;
  readonly views: Map<string, View>;
  /** Open modals of a person, the top one last. */
  readonly stacks: Map<string, readonly string[]>;
  readonly homes: Map<string, string>;
  readonly files: Map<string, StoredFile>;
  /** http://127.0.0.1:port, set once the server listens. */
  baseUrl: string;
  readonly changeListeners: Set<() => void>;
}

export function changed(workspace: Workspace): void {
  for (const listener of workspace.changeListeners) listener();
}

/** Bot ids are not in the options; Slack derives nothing from them, so the app's own letters do. */
function botIdOf(appId: string): string {
  return `B${appId.slice(1)}`;
}

function seededChannels(options: LocalSlackOptions, created: number): Map<string, Channel> {
  return new Map(
    options.channels.map((seed) => [
      seed.id,
      {
        id: seed.id,
        name: seed.name,
        kind: seed.isPrivate === true ? "private" : "public",
        members: seed.members,
        isArchived: seed.isArchived ?? false,
        topic: seed.topic ?? "",
        creator: seed.members[0] ?? options.app.botUserId,
        created,
      } satisfies Channel,
    ]),
  );
}

function madeUpCredentials(ids: Ids): SlackCredentials {
  return {
    botToken: `xoxb-${ids.secret(12)}`,
    appToken: `xapp-1-${ids.secret(16)}`,
    signingSecret: ids.secret(16),
  };
}

/** A workspace as its options say, in which nothing was said yet. No time in it comes before `lastTs`. */
export function createWorkspace(options: LocalSlackOptions, lastTs?: string): Workspace {
  const now = options.now ?? Date.now;
  const ids = createIds(now, lastTs);
  return {
    options,
    credentials: options.credentials ?? options.snapshot?.credentials ?? madeUpCredentials(ids),
    ids,
    now,
    people: new Map(options.people.map((person) => [person.id, person])),
    botId: botIdOf(options.app.id),
    channels: seededChannels(options, Math.floor(now() / 1_000)),
    messages: new Map(),
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    files: new Map(),
    baseUrl: "",
    changeListeners: new Set(),
  };
}
