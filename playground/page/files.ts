import type { FastifyInstance, FastifyReply } from "fastify";
import * as z from "zod";
import type { PageWorld } from "./state.ts";

const SHOWN_IN_PLACE = /^(?:image\/(?:png|jpeg|gif|webp|svg\+xml)|text\/plain|text\/csv)$/;

const slackQuery = z.object({ as: z.string() });
const slackParams = z.object({ id: z.string() });
const discordQuery = z.object({ url: z.string() });

/** Serves what the bot or a person uploaded, from the page's own origin, where nothing in it can run. */
export function serveFiles(server: FastifyInstance, world: PageWorld): void {
  server.get("/files/slack/:id", async (request, reply) => {
    const { as } = slackQuery.parse(request.query);
    const userId = world.people.find((person) => person.id === as)?.slackId;
    const found = userId === undefined ? undefined : world.slack.as(userId).file(slackParams.parse(request.params).id);
    if (found === undefined) return reply.code(404).send({ error: "There is no such file for this person." });

    return sendFile(reply, { ...found.file, content: found.content });
  });

  server.get("/files/discord", async (request, reply) => {
    const { url } = discordQuery.parse(request.query);
    // Anything else would turn the page into a proxy to the machine's network.
    if (!isBelow(url, world.discord.cdnUrl)) return reply.code(404).send({ error: "That is not on this Discord." });

    const answer = await fetch(url, { redirect: "error" });
    if (!answer.ok) return reply.code(404).send({ error: "There is no such file." });
    const mimetype = answer.headers.get("content-type") ?? "application/octet-stream";
    const name = new URL(url).pathname.split("/").at(-1) ?? "file";
    return sendFile(reply, { name, mimetype, content: new Uint8Array(await answer.arrayBuffer()) });
  });
}

function isBelow(url: string, base: string): boolean {
  if (!URL.canParse(url)) return false;

  const [wanted, root] = [new URL(url), new URL(base)];
  const folder = root.pathname.endsWith("/") ? root.pathname : `${root.pathname}/`;
  return wanted.origin === root.origin && wanted.pathname.startsWith(folder);
}

function sendFile(
  reply: FastifyReply,
  file: { readonly name: string; readonly mimetype: string; readonly content: Uint8Array },
): FastifyReply {
  const mimetype = file.mimetype.split(";")[0] ?? "";
  const isShown = SHOWN_IN_PLACE.test(mimetype);
  return reply
    .header("content-security-policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
    .header("content-type", isShown ? mimetype : "application/octet-stream")
    .header(
      "content-disposition",
      `${isShown ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    )
    .send(Buffer.from(file.content));
}
