import { listApiKeys } from "../../domain/api-keys/list-api-keys.ts";
import type { ApiKeyView } from "../../domain/api-keys/api-key.ts";
import { PAGE_SIZE, pageOf } from "../../domain/paging.ts";
import type { TableRow, Text } from "../../notifications/message.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import { listReply } from "../list.ts";
import { button, formButton } from "../words.ts";

export const apiKeyList = defineCommand({
  name: ["api-key", "list"],
  aliases: [["apikey", "list"], ["api-keys"]],
  title: "API keys",
  summary: "List the API keys of this installation, what they may do, and when they were last used",
  group: "Run this installation",
  permission: "machine:authorize",
  effect: "reads",
  args: { page: arg.page("Which page of ten", { default: "1", keyed: true, unasked: true }) },
  example: "api-key list",

  async run(context, { page: asked }) {
    const keys = await listApiKeys(context);
    const { offset, ...place } = pageOf(keys.length, asked);
    return listReply(context, {
      heading: "API keys",
      nothing: "There is no API key yet.",
      ...place,
      table: {
        columns: ["Name", "Begins with", "May", "Made by", "Last used", "Expires"],
        rows: keys.slice(offset, offset + PAGE_SIZE).map(rowOf),
      },
      actions: [formButton("Make an API key", "api-key create")],
    });
  },
});

function rowOf(key: ApiKeyView): TableRow {
  return {
    cells: [
      key.name,
      [{ code: key.prefix }],
      key.scopes.join(", "),
      key.state === "powerless"
        ? `${key.createdByName}, who may no longer manage keys: it does not work`
        : key.createdByName,
      key.lastUsedAt ? [{ time: key.lastUsedAt }] : "never",
      expiryOf(key),
    ],
    actions: [button("Revoke", "api-key revoke", { key: key.id }, { style: "danger" })],
  };
}

function expiryOf({ expiresAt, state }: ApiKeyView): Text {
  if (!expiresAt) return "never";
  return [state === "expired" ? "expired " : "", { time: expiresAt }];
}
