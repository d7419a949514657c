import { constants, createDeflate, deflateSync } from "node:zlib";
import type { WebSocket } from "ws";

export interface Packing {
  send(text: string): void;
  /** From now on long frames are compressed one by one, as `compress: true` in an identify asks for. */
  compressPayloads(): void;
}

/** Payloads shorter than this stay text when they are compressed one by one. */
const WORTHWHILE = 1024;

/** Plain JSON text, or one zlib stream for the whole connection, flushed after every frame. */
export function createPacking(socket: WebSocket, compress: string | null): Packing {
  if (compress === "zlib-stream") return zlibStream(socket);

  let isCompressing = false;
  return {
    send: (text) => socket.send(isCompressing && text.length > WORTHWHILE ? deflateSync(text) : text),
    compressPayloads: () => {
      isCompressing = true;
    },
  };
}

function zlibStream(socket: WebSocket): Packing {
  const stream = createDeflate({ flush: constants.Z_SYNC_FLUSH });
  let chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const send = (text: string): void => {
    stream.write(text);
    stream.flush(constants.Z_SYNC_FLUSH, () => {
      const frame = Buffer.concat(chunks);
      chunks = [];
      if (frame.byteLength > 0 && socket.readyState === socket.OPEN) socket.send(frame);
    });
  };
  socket.once("close", () => stream.destroy());
  return { send, compressPayloads: () => undefined };
}
