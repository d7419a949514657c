import * as z from "zod";
import { address, list, rules, text } from "./form.ts";
import type { Report } from "./form.ts";
import * as limits from "./limits.ts";

const link = address(limits.URL_LENGTH, ["http", "https"]);
const media = z.object({ url: address(limits.URL_LENGTH, ["http", "https", "attachment"]).nullish() });

const field = z.object({
  name: text(1, limits.EMBED_FIELD_NAME),
  value: text(1, limits.EMBED_FIELD_VALUE),
  inline: z.boolean().nullish(),
});

const embed = z
  .object({
    title: text(0, limits.EMBED_TITLE).nullish(),
    description: text(0, limits.EMBED_DESCRIPTION).nullish(),
    url: link.nullish(),
    timestamp: z
      .string()
      .refine((value) => !Number.isNaN(Date.parse(value)), {
        message: `Could not parse value. Should be ISO8601.`,
        params: { discord: "DATE_TIME_TYPE_PARSE" },
      })
      .nullish(),
    color: z.int().min(0).max(0xff_ff_ff).nullish(),
    footer: z.object({ text: text(0, limits.EMBED_FOOTER), icon_url: media.shape.url }).nullish(),
    image: media.nullish(),
    thumbnail: media.nullish(),
    author: z.object({ name: text(0, limits.EMBED_AUTHOR), url: link.nullish(), icon_url: media.shape.url }).nullish(),
    fields: list(field, 0, limits.EMBED_FIELDS).nullish(),
  })
  .superRefine(
    rules((value, report) => {
      const shown = [value.title, value.description, value.image, value.thumbnail, value.author, value.footer];
      if (shown.some(Boolean) || (value.fields ?? []).length > 0) return;
      report(["description"], "BASE_TYPE_REQUIRED", "This field is required");
    }),
  );

export const embeds = list(embed, 0, limits.EMBEDS).superRefine(rules(refuseTotalLength));

export type EmbedBody = z.output<typeof embed>;

function refuseTotalLength(all: readonly EmbedBody[], report: Report): void {
  const total = all.reduce((sum, one) => sum + lengthOf(one), 0);
  if (total <= limits.EMBED_TOTAL) return;
  report([], "MAX_EMBED_SIZE_EXCEEDED", `Embed size exceeds maximum size of ${limits.EMBED_TOTAL}`);
}

function lengthOf(one: EmbedBody): number {
  const texts = [one.title, one.description, one.footer?.text, one.author?.name];
  const fields = (one.fields ?? []).flatMap((each) => [each.name, each.value]);
  return [...texts, ...fields].reduce((sum, part) => sum + (part ?? "").length, 0);
}
