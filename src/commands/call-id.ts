import { hasPrivateKey } from "../domain/audit/redact.ts";
import { isId } from "../domain/id.ts";
import type { Call } from "../notifications/message.ts";
import type { Platform } from "../storage/generated/enums.ts";
import type { App } from "./app.ts";

/** Discord's custom_id holds 100 characters; adapters put a mark of their own before ours. */
const LONGEST_CALL_ID = 90;
const DRAFT_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;
const PLAIN = /^[A-Za-z0-9_-]*$/u;

/** As a reader: whoever looks into a channel. Its buttons are anybody's, and ask what the presser may. */
export const EVERYONE = "everyone";

/** Who will see the buttons that a call is put behind. */
export interface Reader {
  readonly platform: Platform;
  readonly userExternalId: string;
  /** Absent in direct messages that the bot sends by itself. */
  readonly workspaceExternalId?: string;
}

/**
 * A call as a button's id; what does not fit is remembered, for a week and for this reader alone. A private key that was
 * given for a public one is kept nowhere.
 */
export async function encodeCall(app: App, reader: Reader, asked: Call): Promise<string> {
  const input = Object.fromEntries(Object.entries(asked.input).filter(([, value]) => !hasPrivateKey(value)));
  const call = { ...asked, input };
  return shortCallId(call) ?? `d.${packUuid(await rememberCall(app, reader, call))}`;
}

/** undefined: made up, expired, or meant for somebody else. */
export async function decodeCall(app: App, reader: Reader, encoded: string): Promise<Call | undefined> {
  if (!encoded.startsWith("d.")) return callOfShortId(encoded);
  const id = unpackUuid(encoded.slice(2));
  const draft = id ? await app.db.draft.findUnique({ where: { id } }) : null;
  const isFor = (externalId: string) => externalId === reader.userExternalId || externalId === EVERYONE;
  const isReaders = draft?.platform === reader.platform && isFor(draft.externalId);
  if (!draft || !isReaders || draft.expiresAt <= app.clock()) return undefined;
  const { form, ...input } = stringsOf(draft.input);
  return { command: draft.command, input, ...(form === "form" && { form: true }) };
}

/** The call itself as an id of [A-Za-z0-9_.-], or undefined when it is too long for one. */
export function shortCallId(call: Call): string | undefined {
  const input = Object.entries(call.input).flatMap(([key, value]) => [key, packValue(value)]);
  const id = [call.form ? "f" : "r", call.command.replaceAll(" ", "_"), ...input].join(".");
  return id.length <= LONGEST_CALL_ID && Object.keys(call.input).every((key) => PLAIN.test(key)) ? id : undefined;
}

/** undefined when the id was not made by shortCallId. */
export function callOfShortId(id: string): Call | undefined {
  const [mark, command, ...input] = id.split(".");
  if ((mark !== "r" && mark !== "f") || !command || input.length % 2 !== 0) return undefined;
  const entries: [string, string][] = [];
  for (let at = 0; at < input.length; at += 2) {
    const value = unpackValue(input[at + 1] ?? "");
    if (value === undefined) return undefined;
    entries.push([input[at] ?? "", value]);
  }
  return {
    command: command.replaceAll("_", " "),
    input: Object.fromEntries(entries),
    ...(mark === "f" && { form: true }),
  };
}

function packValue(value: string): string {
  if (isId(value)) return `u${packUuid(value)}`;
  return PLAIN.test(value) ? `v${value}` : `b${Buffer.from(value).toString("base64url")}`;
}

function unpackValue(packed: string): string | undefined {
  const rest = packed.slice(1);
  switch (packed.charAt(0)) {
    case "u":
      return unpackUuid(rest);
    case "v":
      return rest;
    case "b":
      return Buffer.from(rest, "base64url").toString();
    default:
      return undefined;
  }
}

function packUuid(uuid: string): string {
  return Buffer.from(uuid.replaceAll("-", ""), "hex").toString("base64url");
}

function unpackUuid(packed: string): string | undefined {
  const hex = Buffer.from(packed, "base64url").toString("hex");
  if (hex.length !== 32) return undefined;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Keeps a call in the tenant that the reader's workspace, or else the reader, belongs to. */
async function rememberCall(app: App, reader: Reader, call: Call): Promise<string> {
  const id = app.newId();
  const now = app.clock();
  const input = JSON.stringify({ ...call.input, ...(call.form && { form: "form" }) });
  const kept = await app.db.$executeRaw`
    INSERT INTO draft (id, tenant_id, platform, external_id, command, input, created_at, expires_at)
    SELECT ${id}::uuid, tenant_id, ${reader.platform}::"Platform", ${reader.userExternalId}, ${call.command},
      ${input}::jsonb, ${now}, ${new Date(now.getTime() + DRAFT_LIFETIME_MS)}
    FROM (
      SELECT tenant_id, 1 AS preference FROM workspace
      WHERE platform = ${reader.platform}::"Platform" AND external_id = ${reader.workspaceExternalId ?? ""}
      UNION ALL
      SELECT tenant_id, 2 FROM identity
      WHERE platform = ${reader.platform}::"Platform" AND external_id = ${reader.userExternalId}
    ) AS home ORDER BY preference LIMIT 1`;
  if (kept === 0) throw new Error("a draft needs a connected workspace");
  return id;
}

function stringsOf(json: unknown): Record<string, string> {
  if (typeof json !== "object" || json === null) return {};
  return Object.fromEntries(
    Object.entries(json).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
