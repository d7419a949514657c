import { createApiKey } from "../../domain/api-keys/create-api-key.ts";
import { defaulted } from "../arg.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { button, fact } from "../words.ts";
import { ending, endOf, scopeNames } from "./words.ts";

export const apiKeyCreate = defineCommand({
  name: ["api-key", "create"],
  aliases: [
    ["apikey", "create"],
    ["api-key", "new"],
  ],
  title: "Make an API key",
  submit: "Make",
  summary: "Make a key with which a machine reports usage and asks for quota",
  details:
    "The key is shown once, to you alone, and kept nowhere. It works as long as you may manage API keys yourself. docs/api.md shows how to use it.",
  group: "Run this installation",
  permission: "machine:authorize",
  effect: "changes",
  tried: "news",
  args: {
    name: arg.text("What uses it, such as slurm or jupyterhub", { label: "Name" }),
    scopes: arg.several("May", scopeNames)("What it may do, separated by commas", { keyed: true }),
    expires: defaulted(ending, "After how long, such as 90d, on which day, or never", {
      keyed: true,
      fallback: "365d",
    }),
  },
  example: "api-key create slurm scopes:usage:write,quota:check,quota:reserve expires:90d",
  moreExamples: ["api-key create dashboard scopes:usage:read expires:never"],

  async run(context, { name, scopes, expires }) {
    const expiresAt = endOf(expires, context.now);
    const created = await createApiKey(context, { name, scopes, expiresAt });
    return {
      tone: "success",
      title: `Made the API key ${created.name}`,
      lines: ["Copy it now: it is shown only this once. Whoever has it can do what it may."],
      facts: [
        fact("Key", [{ code: created.key }]),
        fact("May", created.scopes.join(", ")),
        fact("Expires", expiresAt ? [{ time: expiresAt }] : "never"),
      ],
      actions: [
        button("API keys", "api-key list"),
        button("Revoke", "api-key revoke", { key: created.id }, { style: "danger" }),
      ],
    };
  },
});
