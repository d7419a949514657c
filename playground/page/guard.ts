import type { FastifyInstance, FastifyRequest } from "fastify";

const LOCAL_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Refuses what another site could make a browser send here, and tells the browser to load from here alone. */
export function guardPage(server: FastifyInstance): void {
  server.addHook("onRequest", async (request, reply) => {
    reply.headers({
      "content-security-policy": POLICY,
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    const refusal = refusalOf(request);
    if (refusal !== undefined) await reply.code(403).send({ error: refusal });
  });
}

/** Why a request is not the page's own; undefined when it is. */
export function refusalOf(request: Pick<FastifyRequest, "method" | "headers">): string | undefined {
  const { host, origin } = request.headers;
  // A name that a stranger's DNS resolves to 127.0.0.1 arrives as that name.
  if (host === undefined || !LOCAL_HOST.test(host)) return "This page answers on localhost only.";
  if (origin !== undefined && origin !== `http://${host}`) return "This request comes from another site.";
  if (request.method === "GET" || request.method === "HEAD") return undefined;

  return origin === undefined ? "This request does not say which page it comes from." : undefined;
}
