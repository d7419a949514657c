import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { ExchangeLog } from "../../shared/exchange-log.ts";
import { isObject } from "../blocks/check.ts";
import type { Workspace } from "../workspace.ts";
import type { Acknowledgement, Outgoing, Transport } from "./acknowledgement.ts";
import { createSocketConnections } from "./socket-connections.ts";

export interface SocketMode extends Transport {
  /** What `apps.connections.open` answers. */
  makeAddress(): string;
  disconnect(reason: "warning" | "refresh_requested" | "link_disabled"): void;
  close(): Promise<void>;
}

type Settle = (acknowledgement: Acknowledgement) => void;

function createWaitingRoom(timeoutMs: number) {
  const waiting = new Map<string, Settle>();
  return {
    wait(envelopeId: string): Promise<Acknowledgement> {
      const { promise, resolve } = Promise.withResolvers<Acknowledgement>();
      const settle: Settle = (acknowledgement) => {
        clearTimeout(timer);
        waiting.delete(envelopeId);
        resolve(acknowledgement);
      };
      const timer = setTimeout(settle, timeoutMs, { result: { outcome: "operation_timeout" } });
      waiting.set(envelopeId, settle);
      return promise;
    },
    settle: (envelopeId: unknown, acknowledgement: Acknowledgement) =>
      typeof envelopeId === "string" && waiting.get(envelopeId)?.(acknowledgement),
    settleAll(acknowledgement: Acknowledgement): void {
      for (const settle of waiting.values()) settle(acknowledgement);
    },
  };
}

function envelopeOf({ type, payload, retry }: Outgoing): Readonly<Record<string, unknown>> & { envelope_id: string } {
  const again = type === "events_api" && { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? "" };
  return { envelope_id: randomUUID(), type, accepts_response_payload: type !== "events_api", ...again, payload };
}

function parseFrame(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Envelopes over WebSockets: each goes to exactly one connection, in turn. */
export function createSocketMode(workspace: Workspace, server: Server, log: ExchangeLog): SocketMode {
  const waitingRoom = createWaitingRoom(workspace.options.acknowledgeWithinMs ?? 3_000);
  const connections = createSocketConnections(workspace, { server, log, receive });

  function receive(text: string): void {
    const frame = parseFrame(text);
    log.record({ direction: "from-bot", transport: "websocket", title: "acknowledgement", body: frame ?? text });
    if (!isObject(frame)) return;
    waitingRoom.settle(frame["envelope_id"], { result: { outcome: "acknowledged" }, body: frame["payload"] });
  }

  return {
    makeAddress: connections.makeAddress,
    async send(outgoing, { breakConnection }) {
      const socket = connections.next();
      if (socket === undefined) return { result: { outcome: "dispatch_failed" } };
      if (breakConnection === "before-effect") {
        socket.terminate();
        return { result: { outcome: "operation_timeout" } };
      }

      const envelope = envelopeOf(outgoing);
      const acknowledged = waitingRoom.wait(envelope.envelope_id);
      connections.send(socket, outgoing.label, envelope);
      if (breakConnection === undefined) return acknowledged;

      // Close, unlike terminate, lets the frame leave first; the answer to it is not waited for.
      socket.close();
      return { result: { outcome: "operation_timeout" } };
    },
    disconnect(reason) {
      for (const socket of connections.all()) {
        connections.send(socket, "disconnect", { type: "disconnect", reason, debug_info: { host: "applink-local" } });
        if (reason !== "warning") setTimeout(() => socket.close(), 1_000).unref();
      }
    },
    close() {
      waitingRoom.settleAll({ result: { outcome: "dispatch_failed" } });
      return connections.close();
    },
  };
}
