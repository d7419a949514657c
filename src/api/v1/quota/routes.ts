import type { z } from "zod";
import type { ApiKeyScope } from "../../../domain/api-keys/api-key.ts";
import type { ApiParts } from "../api.ts";
import { requireKey } from "../require-key.ts";
import { problems } from "../schemas.ts";
import type { ApiScope } from "../scope.ts";
import {
  committedSchema,
  decisionSchema,
  extendedSchema,
  oneOrMany,
  releasedSchema,
  reservedSchema,
} from "./answer-schemas.ts";
import { createHandlers } from "./decide.ts";
import type { Verb } from "./decide.ts";
import { bodies } from "./schemas.ts";
import type { AskBody, CommitBody, ExtendBody, ReleaseBody, ReserveBody } from "./schemas.ts";
import { each } from "./settle.ts";
import { checkAll, commit, extend, release, reserve } from "./verbs.ts";

/** A thousand decisions with long names. */
const BODY_LIMIT = 1024 * 1024;

interface Path<Body> extends Verb<Body> {
  readonly scope: ApiKeyScope;
  readonly summary: string;
  readonly description: string;
  readonly body: z.ZodType;
  readonly answer: z.ZodType;
}

const many =
  "One, or an array of up to 1,000: then each is settled by itself, and answered in its place with its status.";

const rated =
  "An amount counts at its accelerator's rate and by the usage factor in force, as POST /v1/usage describes; limits are about what is counted.";

const checkPath: Path<AskBody> = {
  operation: "check",
  scope: "quota:check",
  summary: "Ask whether something would fit now",
  description: `Changes nothing. ${rated}`,
  body: bodies.check,
  answer: oneOrMany(decisionSchema, "Decision"),
  work: checkAll,
};

const reservePath: Path<ReserveBody> = {
  operation: "reserve",
  scope: "quota:reserve",
  summary: "Keep room for work that is to begin",
  description: `Answers 409 quota_exceeded, with the limit that decides and ways out of it, where there is no room. The same Idempotency-Key with the same body gets the same answer for two days. ${rated}`,
  body: bodies.reserve,
  answer: oneOrMany(reservedSchema, "Reserved"),
  work: each(reserve),
};

const commitPath: Path<CommitBody> = {
  operation: "commit",
  scope: "quota:reserve",
  summary: "Count what was really used and end the reservation",
  description: `The same again gets the same answer. ${rated}`,
  body: bodies.commit,
  answer: oneOrMany(committedSchema, "Committed"),
  work: each(commit),
};

const releasePath: Path<ReleaseBody> = {
  operation: "release",
  scope: "quota:reserve",
  summary: "End a reservation of which nothing was used",
  description: "The same again gets the same answer.",
  body: bodies.release,
  answer: oneOrMany(releasedSchema, "Released"),
  work: each(release),
};

const extendPath: Path<ExtendBody> = {
  operation: "extend",
  scope: "quota:reserve",
  summary: "Keep a reservation for longer",
  description: "Counts from now on.",
  body: bodies.extend,
  answer: oneOrMany(extendedSchema, "Extended"),
  work: each(extend),
};

/** POST /v1/quota/check, reserve, commit, release and extend. */
export function serveQuota(scope: ApiScope, parts: ApiParts): void {
  const handlerOf = createHandlers(parts);
  const serve = <Body extends object>({ operation, scope: needed, work, ...path }: Path<Body>): void => {
    scope.route({
      method: "POST",
      url: `/quota/${operation}`,
      schema: {
        operationId: operation,
        tags: ["quota"],
        summary: path.summary,
        description: `${path.description} Takes the scope ${needed}. ${many}`,
        security: [{ key: [] }],
        body: path.body,
        response: { 200: path.answer, ...problems },
      },
      bodyLimit: BODY_LIMIT,
      onRequest: requireKey(parts.world, needed),
      handler: handlerOf({ operation, work }),
    });
  };

  serve(checkPath);
  serve(reservePath);
  serve(commitPath);
  serve(releasePath);
  serve(extendPath);
}
