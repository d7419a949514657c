import { constants, createInflate, inflateSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { createStage } from "../support.ts";

const stage = createStage();
afterEach(() => stage.clear());

const properties = { os: "linux", browser: "test", device: "test" };

describe("compression", () => {
  it("is one zlib stream over all frames when the address asks for it", async () => {
    const local = await stage.discord();
    const socket = new WebSocket(
      local.apiUrl.replace("http", "ws").replace("/api", "/gateway?v=10&encoding=json&compress=zlib-stream"),
    );
    const inflate = createInflate({ flush: constants.Z_SYNC_FLUSH });
    let text = "";
    inflate.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
    socket.on("message", (data: Buffer) => inflate.write(data));
    socket.once("message", () =>
      socket.send(JSON.stringify({ op: 2, d: { token: local.token, intents: 1, properties } })),
    );

    await expect.poll(() => text, { timeout: 10_000 }).toContain("GUILD_CREATE");
    socket.terminate();
  });

  it("is frame by frame when the identify asks for it", async () => {
    const local = await stage.discord();
    const socket = new WebSocket(local.apiUrl.replace("http", "ws").replace("/api", "/gateway?v=10&encoding=json"));
    const guild = new Promise<string>((resolve) =>
      socket.on("message", (data: Buffer, isBinary) => {
        if (isBinary) resolve(inflateSync(data).toString("utf8"));
        if (data.includes('"op":10'))
          socket.send(JSON.stringify({ op: 2, d: { token: local.token, intents: 1, properties, compress: true } }));
      }),
    );

    expect(JSON.parse(await guild)).toMatchObject({ op: 0 });
    socket.terminate();
  });
});
