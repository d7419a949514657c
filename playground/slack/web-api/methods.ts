import { SlackProblem } from "../problem.ts";
import { chatMethods } from "./chat.ts";
import { conversationMethods } from "./conversations.ts";
import { fileMethods } from "./files.ts";
import { markMethods } from "./marks.ts";
import type { Call, Method, Methods } from "./method.ts";
import { peopleMethods } from "./people.ts";
import { viewMethods } from "./views.ts";

function apiTest({ args }: Call): Readonly<Record<string, unknown>> {
  const error = args.text("error");
  if (error !== undefined) throw new SlackProblem(error, { args: { error } });
  return { args: {} };
}

const methods: Methods = {
  "api.test": { token: "none", scopes: [], tier: "unlimited", run: apiTest },
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...markMethods,
  ...peopleMethods,
  ...viewMethods,
};

export function methodCalled(name: string): Method {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) throw new SlackProblem("unknown_method", { req_method: name });
  return method;
}
