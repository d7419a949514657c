import { array, boolean, byType, exactlyOne, integer, object, string } from "./check.ts";
import type { Check, Rule } from "./check.ts";
import * as composition from "./composition.ts";
import { limits } from "./limits.ts";

const { actionId, confirm, placeholder, plainText, url } = composition;

const actionable = { action_id: actionId };
const confirmable = { ...actionable, confirm };
const focusable = { focus_on_load: boolean };
const chosen = { ...confirmable, ...focusable, placeholder };
const many = { ...chosen, max_selected_items: integer({ min: 1 }) };
const typed = { ...actionable, ...focusable, placeholder, dispatch_action_config: composition.dispatchActionConfig };
const optionRules = [composition.initialAmongOptions, composition.uniqueOptionValues];
const oneOfOptions = [exactlyOne("options", "option_groups"), ...optionRules];
const offered = { options: composition.options, option_groups: composition.optionGroups };
const id = string({ min: 1 });
const ids = array(id, { min: 1 });
const conversations = { default_to_current_conversation: boolean, filter: composition.filter };

/** Exactly one of `image_url` and `slack_file`, and a text that says what is on it. */
export const image = object({
  required: { alt_text: string({ min: 1, max: limits.imageAltText }) },
  optional: { image_url: url, slack_file: object({ optional: { id, url }, rules: [exactlyOne("id", "url")] }) },
  rules: [exactlyOne("image_url", "slack_file")],
});

const minNotAboveMax =
  (low: string, high: string): Rule =>
  (element, pointer, found) => {
    if (element[low] === undefined || element[high] === undefined) return;
    if (Number(element[low]) > Number(element[high]))
      found.push({ message: `\`${low}\` must not exceed \`${high}\``, pointer });
  };

export const button = object({
  required: { text: plainText(limits.buttonText) },
  optional: {
    ...confirmable,
    url,
    value: string({ max: limits.buttonValue }),
    style: composition.style,
    accessibility_label: string({ max: limits.accessibilityLabel }),
  },
});

const feedback = object({
  required: { text: plainText(limits.buttonText), value: string({ min: 1, max: limits.buttonValue }) },
  optional: { accessibility_label: string({ max: limits.accessibilityLabel }) },
});

const selects = {
  static_select: object({
    optional: { ...chosen, ...offered, initial_option: composition.plainOption },
    rules: oneOfOptions,
  }),
  external_select: object({
    optional: { ...chosen, initial_option: composition.plainOption, min_query_length: integer({ min: 0 }) },
  }),
  users_select: object({ optional: { ...chosen, initial_user: id } }),
  conversations_select: object({
    optional: { ...chosen, ...conversations, initial_conversation: id, response_url_enabled: boolean },
  }),
  channels_select: object({ optional: { ...chosen, initial_channel: id, response_url_enabled: boolean } }),
  multi_static_select: object({
    optional: { ...many, ...offered, initial_options: array(composition.plainOption, { min: 1 }) },
    rules: oneOfOptions,
  }),
  multi_external_select: object({
    optional: {
      ...many,
      initial_options: array(composition.plainOption, { min: 1 }),
      min_query_length: integer({ min: 0 }),
    },
  }),
  multi_users_select: object({ optional: { ...many, initial_users: ids } }),
  multi_conversations_select: object({ optional: { ...many, ...conversations, initial_conversations: ids } }),
  multi_channels_select: object({ optional: { ...many, initial_channels: ids } }),
};

const choices = {
  checkboxes: object({
    required: { options: array(composition.richOption, { min: 1, max: limits.checkboxOptions }) },
    optional: { ...confirmable, ...focusable, initial_options: array(composition.richOption, { min: 1 }) },
    rules: optionRules,
  }),
  radio_buttons: object({
    required: { options: array(composition.richOption, { min: 1, max: limits.radioOptions }) },
    optional: { ...confirmable, ...focusable, initial_option: composition.richOption },
    rules: optionRules,
  }),
  datepicker: object({
    optional: { ...chosen, initial_date: string({ like: /^\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])$/ }) },
  }),
  timepicker: object({
    optional: { ...chosen, initial_time: string({ like: /^([01]\d|2[0-3]):[0-5]\d$/ }), timezone: id },
  }),
  ...selects,
};

const datetimepicker = object({
  optional: { ...confirmable, ...focusable, initial_date_time: integer({ min: 1_000_000_000, max: 9_999_999_999 }) },
});

const richTextInput = object({
  optional: { ...typed, initial_value: object({ required: { elements: array(() => undefined) } }) },
});

const overflow = object({
  required: { options: array(composition.overflowOption, { min: 1, max: limits.overflowOptions }) },
  optional: confirmable,
  rules: [composition.uniqueOptionValues],
});

const workflowButton = object({
  required: {
    text: plainText(limits.buttonText),
    workflow: object({
      required: {
        trigger: object({
          required: { url },
          optional: { customizable_input_parameters: array(object({ required: { name: id, value: string() } })) },
        }),
      },
    }),
  },
  optional: {
    ...confirmable,
    style: composition.style,
    accessibility_label: string({ max: limits.accessibilityLabel }),
  },
});

const fields = {
  plain_text_input: object({
    optional: {
      ...typed,
      initial_value: string({ max: limits.plainTextInput }),
      multiline: boolean,
      min_length: integer({ min: 0, max: limits.plainTextInput }),
      max_length: integer({ min: 1, max: limits.plainTextInput }),
    },
    rules: [minNotAboveMax("min_length", "max_length")],
  }),
  email_text_input: object({ optional: { ...typed, initial_value: string() } }),
  url_text_input: object({ optional: { ...typed, initial_value: string() } }),
  number_input: object({
    required: { is_decimal_allowed: boolean },
    optional: { ...typed, initial_value: string(), min_value: string(), max_value: string() },
    rules: [minNotAboveMax("min_value", "max_value")],
  }),
  rich_text_input: richTextInput,
  file_input: object({
    optional: {
      ...actionable,
      filetypes: array(id, { min: 1 }),
      max_files: integer({ min: 1, max: limits.fileInputFiles }),
    },
  }),
};

/** What may stand in an `actions` block. */
export const inActions: Check = byType({
  button,
  overflow,
  datetimepicker,
  rich_text_input: richTextInput,
  workflow_button: workflowButton,
  ...choices,
});

/** What may stand beside a section's text. */
export const inSection: Check = byType({ button, overflow, image, workflow_button: workflowButton, ...choices });

/** What may stand in an `input` block. */
export const inInput: Check = byType({ ...choices, ...fields, datetimepicker });

/** What may stand in a `context_actions` block. */
export const inContextActions: Check = byType({
  feedback_buttons: object({
    required: { positive_button: feedback, negative_button: feedback },
    optional: actionable,
  }),
  icon_button: object({
    required: { icon: id, text: plainText(limits.buttonText) },
    optional: {
      ...confirmable,
      value: string({ max: limits.buttonValue }),
      accessibility_label: string({ max: limits.accessibilityLabel }),
      visible_to_user_ids: ids,
    },
  }),
});
