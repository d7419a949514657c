import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiKeyScope } from "../../domain/api-keys/api-key.ts";
import { authenticate } from "../../domain/api-keys/authenticate.ts";
import type { ApiKeyHolder } from "../../domain/api-keys/authenticate.ts";
import type { World } from "../../domain/context.ts";
import { ApiError } from "./api-error.ts";

/** What requireKey finds is kept with the request under this name. */
export const HOLDER = "apiKeyHolder";
const BEARER = /^Bearer +(\S+) *$/iu;

/** A hook that lets in whose key may do this, before anything of the body is read. */
export function requireKey(world: () => World, scope: ApiKeyScope) {
  return async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
    const holder = await holderOf(world(), request.headers.authorization);
    if (!holder.scopes.has(scope)) {
      throw new ApiError("scope_missing", {
        detail: `This takes the scope ${scope}; the key has ${[...holder.scopes].join(", ") || "none"}.`,
        members: { scope },
      });
    }

    request.setDecorator(HOLDER, holder);
  };
}

/** Whose request it is; only behind requireKey. */
export function keyOf(request: FastifyRequest): ApiKeyHolder {
  return request.getDecorator<ApiKeyHolder>(HOLDER);
}

async function holderOf(world: World, header: string | undefined): Promise<ApiKeyHolder> {
  const key = BEARER.exec(header ?? "")?.[1];
  if (key === undefined) throw new ApiError("api_key_missing", { detail: "Send it as Authorization: Bearer qm_…" });

  const answer = await authenticate(world, key);
  if (answer.ok) return answer.holder;
  if (answer.why === "busy") throw new ApiError("too_many_requests", { retryAfter: 1 });
  throw new ApiError(answer.why === "powerless" ? "api_key_powerless" : "api_key_unknown");
}
