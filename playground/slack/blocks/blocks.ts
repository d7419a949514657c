import { array, atLeastOne, boolean, byType, exactlyOne, integer, number, object, oneOf, string } from "./check.ts";
import type { Check, Rule } from "./check.ts";
import { plainText, text, url } from "./composition.ts";
import * as elements from "./elements.ts";
import { limits } from "./limits.ts";
import { richTextElements } from "./rich-text.ts";
import { columnsAgree, dataTableHeaderIsPlain, tableFits } from "./table-rules.ts";

const id = { block_id: string({ min: 1, max: limits.blockId }) };

/** Uploads and conversations have no place but a form. */
const dispatchFitsElement: Rule = (block, pointer, found) => {
  const element = block["element"];
  const isFile = typeof element === "object" && element !== null && "type" in element && element.type === "file_input";
  if (!isFile || block["dispatch_action"] !== true) return;
  found.push({ message: "`file_input` cannot dispatch actions", pointer: `${pointer}/dispatch_action` });
};

const richText = object({ required: { elements: richTextElements }, optional: id });

const image = object({
  required: { alt_text: string({ min: 1, max: limits.imageAltText }) },
  optional: {
    ...id,
    title: plainText(limits.imageTitle),
    image_url: url,
    slack_file: object({ optional: { id: string({ min: 1 }), url }, rules: [exactlyOne("id", "url")] }),
  },
  rules: [exactlyOne("image_url", "slack_file")],
});

const shared = {
  actions: object({
    required: { elements: array(elements.inActions, { min: 1, max: limits.actionsElements }) },
    optional: id,
  }),
  context: object({
    required: {
      elements: array(
        byType({ image: elements.image, mrkdwn: text(limits.text, ["mrkdwn"]), plain_text: plainText(limits.text) }),
        { min: 1, max: limits.contextElements },
      ),
    },
    optional: id,
  }),
  divider: object({ optional: id }),
  header: object({
    required: { text: plainText(limits.headerText) },
    optional: { ...id, level: integer({ min: 1, max: 6 }) },
  }),
  image,
  input: object({
    required: { label: plainText(limits.inputLabel), element: elements.inInput },
    optional: { ...id, hint: plainText(limits.inputHint), optional: boolean, dispatch_action: boolean },
    rules: [dispatchFitsElement],
  }),
  rich_text: richText,
  section: object({
    optional: {
      ...id,
      text: text(limits.text),
      fields: array(text(limits.sectionField), { min: 1, max: limits.sectionFields }),
      accessory: elements.inSection,
      expand: boolean,
    },
    rules: [atLeastOne("text", "fields")],
  }),
  video: object({
    required: {
      video_url: string({ like: /^https:\/\/\S+$/ }),
      thumbnail_url: url,
      alt_text: string({ min: 1 }),
      title: plainText(limits.videoTitle),
    },
    optional: {
      ...id,
      title_url: string({ like: /^https:\/\/\S+$/ }),
      author_name: string({ max: limits.videoAuthor }),
      provider_name: string(),
      provider_icon_url: url,
      description: plainText(limits.videoDescription),
    },
  }),
};

const alert = object({
  required: { text: text(limits.alertText) },
  optional: { ...id, level: oneOf("default", "info", "warning", "error", "success") },
});

const rawText = object({ required: { text: string({ min: 1 }) } });
const rawNumber = object({ required: { value: number, text: string({ min: 1 }) } });
const cell = byType({ raw_text: rawText, raw_number: rawNumber, rich_text: richText });
const row = array(cell, { min: 1, max: limits.tableColumns });

const table = object({
  required: { rows: array(row, { min: 1, max: limits.tableRows }) },
  optional: {
    ...id,
    column_settings: array(object({ optional: { align: oneOf("left", "center", "right"), is_wrapped: boolean } }), {
      max: limits.tableColumns,
    }),
  },
  rules: [tableFits],
});

const dataTable = object({
  required: { rows: array(row, { min: 2, max: limits.dataTableRows }), caption: string({ min: 1 }) },
  optional: {
    ...id,
    page_size: integer({ min: 1, max: limits.dataTablePage }),
    row_header_column_index: integer({ min: 0, max: limits.tableColumns - 1 }),
  },
  rules: [tableFits, columnsAgree, dataTableHeaderIsPlain],
});

const card = object({
  optional: {
    ...id,
    hero_image: elements.image,
    icon: elements.image,
    title: text(limits.cardTitle),
    subtitle: text(limits.cardTitle),
    body: text(limits.cardBody),
    actions: array(byType({ button: elements.button }), { min: 1, max: limits.cardActions }),
  },
  rules: [atLeastOne("hero_image", "title", "actions", "body")],
});

const taskCard = object({
  required: {
    task_id: string({ min: 1 }),
    title: string({ min: 1 }),
    status: oneOf("pending", "in_progress", "complete", "error"),
  },
  optional: {
    ...id,
    details: richText,
    output: richText,
    sources: array(object({ required: { url, text: string({ min: 1 }) } })),
  },
});

const container = object({
  required: {
    child_blocks: array(byType({ ...shared, table }), { min: 1, max: limits.containerBlocks }),
  },
  optional: {
    ...id,
    title: plainText(limits.containerTitle),
    rich_text_title: richText,
    subtitle: text(limits.containerTitle),
    width: oneOf("narrow", "standard", "wide", "full"),
    icon: elements.image,
    is_collapsible: boolean,
    default_collapsed: boolean,
    has_header_divider: boolean,
  },
  rules: [atLeastOne("title", "rich_text_title")],
});

const onlyInMessages = {
  markdown: object({ required: { text: string({ min: 1, max: limits.markdownTotal }) }, optional: id }),
  context_actions: object({
    required: { elements: array(elements.inContextActions, { min: 1, max: limits.contextActionsElements }) },
    optional: id,
  }),
  table,
  data_table: dataTable,
  card,
  carousel: object({
    required: { elements: array(byType({ card }), { min: 1, max: limits.carouselCards }) },
    optional: id,
  }),
  container,
  task_card: taskCard,
  plan: object({
    required: { title: string({ min: 1 }) },
    optional: { ...id, tasks: array(byType({ task_card: taskCard })) },
  }),
};

export const inMessage: Check = byType({ ...shared, alert, ...onlyInMessages });
export const inView: Check = byType({ ...shared, alert });
