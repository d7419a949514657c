import { array, boolean, byType, integer, number, object, oneOf, string } from "./check.ts";
import type { Check } from "./check.ts";
import { url } from "./composition.ts";

const id = string({ min: 1 });

const style = {
  style: object({
    optional: {
      bold: boolean,
      italic: boolean,
      strike: boolean,
      code: boolean,
      underline: boolean,
      highlight: boolean,
      client_highlight: boolean,
      unlink: boolean,
    },
  }),
};

const text = object({ required: { text: string({ min: 1 }) }, optional: style });
const link = object({ required: { url }, optional: { text: string(), unsafe: boolean, ...style } });

const inline = byType({
  text,
  link,
  broadcast: object({ required: { range: oneOf("here", "channel", "everyone") }, optional: style }),
  color: object({ required: { value: id }, optional: style }),
  channel: object({ required: { channel_id: id }, optional: style }),
  date: object({ required: { timestamp: number, format: id }, optional: { url, fallback: string(), ...style } }),
  emoji: object({ required: { name: id }, optional: { unicode: string(), url, skin_tone: integer(), ...style } }),
  team: object({ required: { team_id: id }, optional: style }),
  user: object({ required: { user_id: id }, optional: style }),
  usergroup: object({ required: { usergroup_id: id }, optional: style }),
});

const border = { border: integer({ min: 0, max: 1 }) };
const section = object({ required: { elements: array(inline) } });

/** The elements of a `rich_text` block. */
export const richTextElements: Check = array(
  byType({
    rich_text_section: section,
    rich_text_list: object({
      required: {
        elements: array(byType({ rich_text_section: section }), { min: 1 }),
        style: oneOf("bullet", "ordered"),
      },
      optional: { indent: integer({ min: 0, max: 8 }), offset: integer({ min: 0 }), ...border },
    }),
    rich_text_quote: object({ required: { elements: array(inline) }, optional: border }),
    rich_text_preformatted: object({
      required: { elements: array(byType({ text, link })) },
      optional: { language: string(), ...border },
    }),
  }),
  { min: 1 },
);
