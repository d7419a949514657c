import { z } from "zod";
import { ApiError, PROBLEMS_PATH } from "./api-error.ts";
import { codes, isProblemCode } from "./codes.ts";
import type { ProblemCode } from "./codes.ts";
import { problems } from "./schemas.ts";
import type { ApiScope } from "./scope.ts";

const pageSchema = z.object({
  type: z.string(),
  code: z.string(),
  status: z.int(),
  title: z.string(),
});

/** GET /v1/problems and /v1/problems/<code>: where the type of a problem leads. */
export function serveProblems(scope: ApiScope): void {
  const about = { tags: ["problems"] };

  scope.route({
    method: "GET",
    url: "/problems",
    schema: {
      ...about,
      operationId: "listProblems",
      summary: "List every way in which a request is refused",
      response: { 200: z.object({ problems: z.array(pageSchema) }).describe("By code"), ...problems },
    },
    handler: async () => ({ problems: Object.keys(codes).filter(isProblemCode).map(pageOf) }),
  });

  scope.route({
    method: "GET",
    url: "/problems/:code",
    schema: {
      ...about,
      operationId: "showProblem",
      summary: "What one code means",
      params: z.object({ code: z.string() }),
      response: { 200: pageSchema.describe("What it means"), ...problems },
    },
    handler: async ({ params }) => {
      if (!isProblemCode(params.code)) throw new ApiError("not_found");
      return pageOf(params.code);
    },
  });
}

function pageOf(code: ProblemCode): z.output<typeof pageSchema> {
  return { type: `${PROBLEMS_PATH}/${code}`, code, ...codes[code] };
}
