import type { ApiKeyProblem } from "../../domain/api-keys/problems.ts";
import { button, count, formButton } from "../words.ts";
import type { WordsFor } from "./explanation.ts";

const list = button("API keys", "api-key list");

export const apiKeyWords: WordsFor<ApiKeyProblem> = {
  "api-key-name-taken": ({ name }) => ({
    what: `There is an API key named ${name} already.`,
    rule: "Each key that works has a name of its own.",
    next: "Give another name, or revoke that one first.",
    actions: [list, formButton("Make an API key", "api-key create")],
  }),
  "api-key-revoked": ({ name }) => ({
    what: `The API key ${name} is revoked already.`,
    rule: "A key is revoked for good.",
    next: "There is nothing more to do.",
    actions: [list],
  }),
  "api-key-limit": ({ limit }) => ({
    what: "There are too many API keys.",
    rule: `At most ${count(limit, "key", "keys")} in one installation.`,
    next: "Revoke one that is no longer used.",
    actions: [list],
  }),
};
