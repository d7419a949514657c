import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { serveAlertmanager } from "./alertmanager/route.ts";
import { ApiError } from "./api-error.ts";
import type { ApiParts } from "./api.ts";
import { serveActivity } from "./activity/route.ts";
import { answerErrors } from "./answer-errors.ts";
import { openApi } from "./openapi.ts";
import { serveProblems } from "./problems-route.ts";
import { serveQuota } from "./quota/routes.ts";
import { HOLDER } from "./require-key.ts";
import { serveUsageReading } from "./usage/read-route.ts";
import { serveUsage } from "./usage/route.ts";
import { validatorCompiler } from "./validate.ts";

const PREFIX = "/v1";
/** Plain HTTP stays plain: within a network nothing else may be served. */
const ONLY_FROM_HERE = {
  "default-src": "'self'",
  "base-uri": "'self'",
  "frame-ancestors": "'self'",
  "img-src": "'self' data:",
  "object-src": "'none'",
};

/** Everything below /v1: the API for machines, its description, and a page to read it. */
export function serveApi(server: FastifyInstance, parts: ApiParts): void {
  void server.register(
    async (plain) => {
      const scope = plain.withTypeProvider<ZodTypeProvider>();
      await scope.register(swagger, openApi);
      await scope.register(swaggerUi, {
        routePrefix: "/docs",
        indexPrefix: PREFIX,
        staticCSP: ONLY_FROM_HERE,
        theme: { title: "Quartermaster: API" },
        uiConfig: { layout: "BaseLayout", deepLinking: true, validatorUrl: null },
      });
      scope.removeContentTypeParser("text/plain");
      scope.decorateRequest(HOLDER, null);
      scope.setValidatorCompiler(validatorCompiler);
      // Answers are made of typed parts and checked by tests; checking each again would cost more than making it.
      scope.setSerializerCompiler(() => JSON.stringify);
      scope.setErrorHandler(answerErrors(parts.log));
      scope.setNotFoundHandler(notFound(server));
      scope.addHook("onResponse", async (request, reply) => {
        const route = request.routeOptions.url;
        const seconds = reply.elapsedTime / 1000;
        if (route) parts.metrics.observeRequest({ route, method: request.method, status: reply.statusCode, seconds });
      });

      await scope.register(async (inner) => serveUsage(inner.withTypeProvider<ZodTypeProvider>(), parts));
      await scope.register(async (inner) => serveActivity(inner.withTypeProvider<ZodTypeProvider>(), parts));
      serveUsageReading(scope, parts);
      serveQuota(scope, parts);
      serveAlertmanager(scope, parts);
      serveProblems(scope);
      scope.get("/openapi.json", { schema: { hide: true } }, () => scope.swagger());
    },
    { prefix: PREFIX },
  );
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

function notFound(server: FastifyInstance) {
  return async (request: { readonly url: string }, reply: { header(name: string, value: string): unknown }) => {
    const url = request.url.split("?", 1)[0] ?? "/";
    const allowed = METHODS.filter((method) => server.hasRoute({ method, url }));
    if (allowed.length === 0) throw new ApiError("not_found");

    reply.header("allow", allowed.join(", "));
    throw new ApiError("method_not_allowed", { detail: `It takes ${allowed.join(", ")}.` });
  };
}
