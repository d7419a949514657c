import type { Faults } from "../../shared/faults.ts";
import { withoutContent } from "../rest/routes/messages.ts";
import type { Dispatch, World } from "../world/world.ts";
import { GatewayIntentBits } from "discord-api-types/v10";
import type { APIMessage } from "discord-api-types/v10";

/** What a session sends through; absent while its connection is gone. */
export interface Pipe {
  send(frame: unknown): void;
  close(code: number | undefined): void;
}

export interface Session {
  readonly id: string;
  readonly intents: number;
  sequence: number;
  /** Everything that was sent, for a resume. */
  readonly sent: { readonly sequence: number; readonly frame: unknown }[];
  pipe: Pipe | undefined;
  /** Milliseconds since 1970; when the connection went away. */
  lostAt: number;
}

/** How many events a session keeps for a resume. */
const REPLAYABLE = 1000;
/** A day's identifies. */
const STARTS = 1000;

/** All sessions of one local Discord. */
export interface Hub {
  readonly world: World;
  readonly faults: Faults;
  readonly sessions: Map<string, Session>;
  /** Called whenever a session became ready or was resumed. */
  readonly readyListeners: Set<() => void>;
  readonly delays: Set<NodeJS.Timeout>;
  /** Identifies left today. */
  startsLeft: number;
}

export function createHub(world: World, faults: Faults): Hub {
  return { world, faults, sessions: new Map(), readyListeners: new Set(), delays: new Set(), startsLeft: STARTS };
}

export function openSession(hub: Hub, intents: number, pipe: Pipe): Session {
  hub.startsLeft -= 1;
  const id = crypto.randomUUID().replaceAll("-", "");
  const session: Session = { id, intents, sequence: 0, sent: [], pipe, lostAt: 0 };
  hub.sessions.set(id, session);
  queueMicrotask(() => announceReady(hub));
  return session;
}

/** The session to go on with; undefined when it is unknown, too old, or did not send that sequence. */
export function resumeSession(hub: Hub, known: { id: string; sequence: number }, pipe: Pipe): Session | undefined {
  const session = hub.sessions.get(known.id);
  if (session === undefined || !isAlive(hub, session) || known.sequence > session.sequence) return undefined;
  const missed = session.sent.filter((one) => one.sequence > known.sequence);
  if (missed.length < session.sequence - known.sequence) return undefined;

  session.pipe = pipe;
  for (const one of missed) pipe.send(one.frame);
  queueMicrotask(() => announceReady(hub));
  return session;
}

/** The connection is gone; a resumable session waits for a while. */
export function loseSession(hub: Hub, session: Session, isResumable: boolean): void {
  session.pipe = undefined;
  session.lostAt = Date.now();
  if (!isResumable) hub.sessions.delete(session.id);
}

export function connectedSessions(hub: Hub): readonly Session[] {
  return [...hub.sessions.values()].filter((session) => session.pipe !== undefined);
}

/** Sends an event to every session that wants it; returns how many get it now or when they resume. */
export function dispatch(hub: Hub, event: Dispatch): number {
  const receivers = [...hub.sessions.values()]
    .filter((session) => isAlive(hub, session))
    .filter((session) => event.intents === 0 || (session.intents & event.intents) !== 0);
  const deliver = (): void => {
    for (const session of receivers) sendEvent(session, event.name, visible(hub.world, session, event));
  };
  const slow = hub.faults.take(event.name, ["slow"]);
  if (slow?.kind === "slow") hub.delays.add(setTimeout(deliver, slow.milliseconds).unref());
  else deliver();
  if (hub.faults.take(event.name, ["duplicate"]) !== undefined) deliver();
  return receivers.length;
}

export function sendEvent(session: Session, name: string, data: unknown): void {
  session.sequence += 1;
  const frame = { op: 0, t: name, s: session.sequence, d: data };
  session.sent.push({ sequence: session.sequence, frame });
  if (session.sent.length > REPLAYABLE) session.sent.shift();
  session.pipe?.send(frame);
}

export function closeHub(hub: Hub): void {
  for (const delay of hub.delays) clearTimeout(delay);
  for (const session of connectedSessions(hub)) session.pipe?.close(1001);
  hub.sessions.clear();
}

function announceReady(hub: Hub): void {
  for (const listener of hub.readyListeners) listener();
}

function isAlive(hub: Hub, session: Session): boolean {
  return session.pipe !== undefined || Date.now() - session.lostAt <= hub.world.limits.resume;
}

/** Message events lose their content for sessions without that intent. */
function visible(world: World, session: Session, event: Dispatch): unknown {
  const isMessage = event.name === "MESSAGE_CREATE" || event.name === "MESSAGE_UPDATE";
  if (!isMessage || (session.intents & GatewayIntentBits.MessageContent) !== 0) return event.data;
  // Safe: these two events carry a message.
  const message = event.data as APIMessage;
  const channel = world.channels.get(message.channel_id);
  return channel === undefined ? message : withoutContent(world, channel, message);
}
