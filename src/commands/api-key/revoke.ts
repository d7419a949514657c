import { revokeApiKey } from "../../domain/api-keys/revoke-api-key.ts";
import { required } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { button, formButton } from "../words.ts";
import { apiKey } from "./words.ts";

export const apiKeyRevoke = defineCommand({
  name: ["api-key", "revoke"],
  aliases: [
    ["apikey", "revoke"],
    ["api-key", "delete"],
  ],
  title: "Revoke an API key",
  submit: "Revoke",
  summary: "End an API key at once and for good",
  group: "Run this installation",
  permission: "machine:authorize",
  effect: "changes",
  args: {
    key: required(apiKey, "Its name or its first letters, as api-key list shows them", {
      greedy: true,
      alsoKnownAs: ["name"],
    }),
  },
  example: "api-key revoke slurm",

  async confirm(_context, { key }) {
    return {
      title: `Revoke the API key ${key.name} (${key.prefix}…)?`,
      lines: [
        "Whatever uses it is refused at once. What it has reserved stays reserved until it expires.",
        "This cannot be undone; you can make another key.",
      ],
      button: "Revoke",
      pinned: { key: key.id },
    };
  },

  async run(context, { key }) {
    const { name } = await revokeApiKey(context, { keyId: key.id });
    return {
      tone: "success",
      title: `Revoked the API key ${name}`,
      lines: ["It is refused from now on."],
      actions: [button("API keys", "api-key list"), formButton("Make an API key", "api-key create")],
    };
  },
});
