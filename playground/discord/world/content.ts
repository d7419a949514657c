import { ComponentType } from "discord-api-types/v10";
import type { APIAttachment, APIEmbed, APIMessageTopLevelComponent } from "discord-api-types/v10";
import { invalidField } from "../rest/errors.ts";
import { walk } from "../schema/component.ts";
import type { MessageComponents } from "../schema/component.ts";
import type { EmbedBody } from "../schema/embed.ts";

const REFERENCE = "attachment://";

/** Embeds as Discord stores them: nulls dropped, attached pictures by their address. */
export function storedEmbeds(embeds: readonly EmbedBody[], attachments: readonly APIAttachment[]): APIEmbed[] {
  return embeds.map((embed) => {
    // Safe: the schema admitted exactly an embed's fields, and compact only drops the empty ones.
    const stored = compact({ ...embed, type: "rich", fields: embed.fields?.map(spelledField) }) as APIEmbed;
    return resolved(stored, attachments, "embeds");
  });
}

function spelledField(field: NonNullable<EmbedBody["fields"]>[number]) {
  return { ...field, inline: field.inline ?? false };
}

/** Components as Discord stores them: numbered, nulls dropped, attached files by their address. */
export function storedComponents(
  components: MessageComponents,
  attachments: readonly APIAttachment[],
): APIMessageTopLevelComponent[] {
  // Safe: the schema admitted exactly a message's components, and compact only drops the empty fields.
  const stored = compact(components) as APIMessageTopLevelComponent[];
  return numbered(resolved(stored, attachments, "components"));
}

/** Gives every component without an id the next free one, from 1. */
export function numbered<Components extends readonly unknown[]>(components: Components): Components {
  const copy = structuredClone(components);
  const taken = new Set([...walk(copy)].map(([component]) => component["id"]));
  let next = 1;
  for (const [component] of walk(copy)) {
    if (typeof component["id"] === "number" && component["id"] > 0) continue;
    while (taken.has(next)) next += 1;
    component["id"] = next;
    taken.add(next);
    defaultsOf(component);
  }
  return copy;
}

/** Null and undefined fields dropped, at any depth. */
export function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, compact(item)]),
  );
}

/** All the text of a message's components, for mentions. */
export function displayedText(components: readonly unknown[]): string {
  return [...walk(components)]
    .filter(([component]) => component["type"] === ComponentType.TextDisplay)
    .map(([component]) => String(component["content"]))
    .join("\n");
}

const SELECTS: ReadonlySet<unknown> = new Set([
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
]);

/** Discord answers with the defaults spelled out. */
function defaultsOf(component: Record<string, unknown>): void {
  if (!SELECTS.has(component["type"])) return;
  component["min_values"] ??= 1;
  component["max_values"] ??= 1;
}

function resolved<Value>(value: Value, attachments: readonly APIAttachment[], field: string): Value {
  const byName = new Map(attachments.map((attachment) => [attachment.filename, attachment]));
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, item]) => [key, typeof item === "string" ? follow(key, item) : visit(item)]),
    );
  };
  const follow = (key: string, item: string): string => {
    if (!key.endsWith("url") || !item.startsWith(REFERENCE)) return item;
    const attachment = byName.get(item.slice(REFERENCE.length));
    if (attachment !== undefined) return attachment.url;
    throw invalidField(
      field,
      "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
      `The referenced attachment ${item} was not found`,
    );
  };
  // Safe: only addresses inside strings were replaced.
  return visit(value) as Value;
}
