import type { IncomingMessage, ServerResponse } from "node:http";
import type { World } from "../world/world.ts";

/** Serves what was attached, at the addresses attachments carry. Never as something a browser would run. */
export function serveFile(world: World, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  const [, channelId, fileId] = /^\/attachments\/(\d+)\/(\d+)\/[^/]+$/u.exec(pathname) ?? [];
  const file = world.files.get(fileId ?? "");
  if (file === undefined || file.channelId !== channelId) {
    response.writeHead(404).end();
    return;
  }
  const isPicture = /^image\/(png|jpeg|gif|webp)$/u.test(file.contentType);
  response.writeHead(200, {
    "Content-Type": isPicture ? file.contentType : "application/octet-stream",
    "Content-Disposition": isPicture ? "inline" : `attachment; filename="${file.name}"`,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
  });
  response.end(file.content);
}
