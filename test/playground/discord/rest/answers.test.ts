import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalDiscord } from "../../../../playground/discord/contract.ts";
import { ALICE, APPLICATION, BOT, call, createStage, GENERAL, GUILD } from "../support.ts";

const DESCRIPTION = new URL("../../../../../shared/contracts/discord-openapi.json", import.meta.url);
const isDescribed = existsSync(DESCRIPTION);
const stage = createStage();
let local: LocalDiscord;
let described: Ajv2020;
beforeAll(async () => {
  local = await stage.discord({ privilegedIntents: 1 << 1 });
  if (isDescribed) described = compiler();
});
afterAll(() => stage.clear());

function compiler(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false, inlineRefs: false });
  formats.default(ajv);
  ajv.addFormat("snowflake", /^\d+$/u).addFormat("nonce", true);
  return ajv.addSchema(JSON.parse(readFileSync(DESCRIPTION, "utf8")), "discord");
}

const BUTTON = { type: 1, components: [{ type: 2, style: 1, label: "Go", custom_id: "go" }] };
const MESSAGE = {
  content: `Hello <@${ALICE}>`,
  embeds: [{ title: "News", fields: [{ name: "a", value: "b" }] }],
  components: [
    BUTTON,
    { type: 1, components: [{ type: 3, custom_id: "pick", options: [{ label: "a", value: "b" }] }] },
  ],
};
const OPTION = { type: 3, name: "role", description: "What they may do", autocomplete: true };
const COMMAND = {
  name: "invite",
  description: "Invite people",
  options: [{ type: 1, name: "create", description: "Invite someone", options: [OPTION] }],
};

describe.skipIf(!isDescribed)("an answer", () => {
  it.each<[string, string, string, object?, number?]>([
    ["GET", "/users/@me", "/users/@me"],
    ["GET", `/users/${ALICE}`, "/users/{user_id}"],
    ["GET", "/gateway/bot", "/gateway/bot"],
    ["GET", "/applications/@me", "/applications/@me"],
    ["GET", `/guilds/${GUILD}`, "/guilds/{guild_id}"],
    ["GET", `/guilds/${GUILD}/channels`, "/guilds/{guild_id}/channels"],
    ["GET", `/guilds/${GUILD}/roles`, "/guilds/{guild_id}/roles"],
    ["GET", `/guilds/${GUILD}/members?limit=5`, "/guilds/{guild_id}/members"],
    ["GET", `/guilds/${GUILD}/members/${BOT}`, "/guilds/{guild_id}/members/{user_id}"],
    ["GET", `/channels/${GENERAL}`, "/channels/{channel_id}"],
    ["POST", "/users/@me/channels", "/users/@me/channels", { recipient_id: ALICE }],
    ["POST", `/channels/${GENERAL}/messages`, "/channels/{channel_id}/messages", MESSAGE],
    ["POST", `/applications/${APPLICATION}/commands`, "/applications/{application_id}/commands", COMMAND, 201],
  ])("to %s %s fits Discord's description", async (method, path, template, body, status = 200) => {
    const answer = await call(local, method, path, body);

    const place = `paths/${template.replaceAll("/", "~1")}/${method.toLowerCase()}/responses/${status}`;
    const validate = described.getSchema(encodeURI(`discord#/${place}/content/application~1json/schema`));
    void validate?.(answer.body);
    expect([answer.status, validate?.errors]).toEqual([status, null]);
  });
});
