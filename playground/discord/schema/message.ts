import { ComponentType, MessageFlags } from "discord-api-types/v10";
import * as z from "zod";
import { messageComponents } from "./component.ts";
import { embeds } from "./embed.ts";
import { list, rules, snowflake, text } from "./form.ts";
import type { Report } from "./form.ts";
import * as limits from "./limits.ts";

const allowedMentions = z
  .object({
    parse: z.array(z.enum(["roles", "users", "everyone"])).nullish(),
    users: list(snowflake, 0, limits.ALLOWED_MENTIONS).nullish(),
    roles: list(snowflake, 0, limits.ALLOWED_MENTIONS).nullish(),
    replied_user: z.boolean().nullish(),
  })
  .superRefine(
    rules((value, report) => {
      for (const kind of ["users", "roles"] as const) {
        if (!value.parse?.includes(kind) || (value[kind] ?? []).length === 0) continue;
        report(
          [],
          "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
          `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
        );
      }
    }),
  );

const attachment = z.object({
  id: snowflake,
  filename: text(1, limits.MEDIA_DESCRIPTION).nullish(),
  description: text(0, limits.MEDIA_DESCRIPTION).nullish(),
});

const shared = {
  content: text(0, limits.CONTENT).nullish(),
  embeds: embeds.nullish(),
  components: messageComponents.nullish(),
  allowed_mentions: allowedMentions.nullish(),
  attachments: list(attachment, 0, limits.ATTACHMENTS).nullish(),
  flags: z.int().min(0).nullish(),
  tts: z.boolean().nullish(),
};

/** What a followup, an interaction's answer and every edit may hold. */
export const messageBody = z.object(shared).superRefine(rules(refuseMixture));

/** What a message sent by the bot itself may hold. */
export const newMessage = z
  .object({
    ...shared,
    nonce: z.union([text(0, limits.NONCE), z.int()]).nullish(),
    enforce_nonce: z.boolean().nullish(),
    message_reference: z
      .object({ message_id: snowflake, channel_id: snowflake.nullish(), fail_if_not_exists: z.boolean().nullish() })
      .nullish(),
  })
  .superRefine(rules(refuseMixture));

export type MessageBody = z.output<typeof messageBody>;
export type NewMessage = z.output<typeof newMessage>;
export type AllowedMentions = z.output<typeof allowedMentions>;

/** Components V2 replace content and embeds; without the flag there are action rows alone. */
function refuseMixture(body: z.output<z.ZodObject<typeof shared>>, report: Report): void {
  if (((body.flags ?? 0) & MessageFlags.IsComponentsV2) !== 0) {
    for (const field of ["content", "embeds"] as const) {
      if ((body[field] ?? "").length === 0) continue;
      report(
        [field],
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        `The '${field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2`,
      );
    }
    return;
  }

  const components = body.components ?? [];
  if (components.length > limits.ACTION_ROWS) {
    report(["components"], "BASE_TYPE_BAD_LENGTH", `Must be between 1 and ${limits.ACTION_ROWS} in length.`);
  }
  for (const [index, component] of components.entries()) {
    if (component.type === ComponentType.ActionRow) continue;
    report(["components", index, "type"], "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1,).');
  }
}
