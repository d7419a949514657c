import { array, atLeastOne, boolean, byType, exactlyOne, isObject, object, oneOf, string } from "./check.ts";
import type { Check, Rule } from "./check.ts";
import { limits } from "./limits.ts";

type TextType = "plain_text" | "mrkdwn";

/** A text object of one of the types, 1 to `max` characters. */
export function text(max: number, types: readonly TextType[] = ["plain_text", "mrkdwn"]): Check {
  const characters = string({ min: limits.textMin, max });
  const checks = {
    plain_text: object({ required: { text: characters }, optional: { emoji: boolean } }),
    mrkdwn: object({ required: { text: characters }, optional: { verbatim: boolean } }),
  };
  return byType(Object.fromEntries(types.map((type) => [type, checks[type]])));
}

export function plainText(max: number): Check {
  return text(max, ["plain_text"]);
}

/** Absolute, http or https (or a mail or phone link in a button), at most 3,000 characters. */
export const url: Check = (value, pointer, found) => {
  string({ max: limits.url })(value, pointer, found);
  if (typeof value === "string" && !/^(https?:\/\/|mailto:|tel:|slack:\/\/)\S+$/.test(value)) {
    found.push({ message: "must be a valid URL", pointer });
  }
};

export const actionId = string({ min: 1, max: limits.actionId });
export const style = oneOf("primary", "danger");
export const placeholder = plainText(limits.placeholder);

export const confirm = object({
  required: {
    title: plainText(limits.confirmTitle),
    text: text(limits.confirmText),
    confirm: plainText(limits.confirmButton),
    deny: plainText(limits.confirmButton),
  },
  optional: { style },
});

const optionFields = {
  value: string({ min: 1, max: limits.optionValue }),
  description: text(limits.optionDescription),
};

/** An option of a select: plain text only. */
export const plainOption = object({
  required: { text: plainText(limits.optionText), value: optionFields.value },
  optional: { description: plainText(limits.optionDescription) },
});

/** An option of checkboxes and radio buttons: formatting is allowed. */
export const richOption = object({
  required: { text: text(limits.optionText), value: optionFields.value },
  optional: { description: optionFields.description },
});

/** An option of an overflow menu: may lead to a URL. */
export const overflowOption = object({
  required: { text: plainText(limits.optionText), value: optionFields.value },
  optional: { description: plainText(limits.optionDescription), url },
});

export const options = array(plainOption, { min: 1, max: limits.options });

export const optionGroups = array(object({ required: { label: plainText(limits.optionGroupLabel), options } }), {
  min: 1,
  max: limits.optionGroups,
});

/** What a bot answers to a `block_suggestion`: one of the two, possibly empty. */
export const suggestions = object({
  optional: {
    options: array(plainOption, { max: limits.options }),
    option_groups: array(
      object({
        required: { label: plainText(limits.optionGroupLabel), options: array(plainOption, { max: limits.options }) },
      }),
      { max: limits.optionGroups },
    ),
  },
  rules: [exactlyOne("options", "option_groups")],
});

export const filter = object({
  optional: {
    include: array(oneOf("im", "mpim", "private", "public"), { min: 1 }),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  rules: [atLeastOne("include", "exclude_external_shared_channels", "exclude_bot_users")],
});

export const dispatchActionConfig = object({
  required: { trigger_actions_on: array(oneOf("on_enter_pressed", "on_character_entered"), { min: 1, max: 2 }) },
});

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** All options of an element, those in groups among them. */
export function optionsOf(element: Readonly<Record<string, unknown>>): readonly Record<string, unknown>[] {
  const grouped = listed(element["option_groups"]).flatMap((group) =>
    isObject(group) ? listed(group["options"]) : [],
  );
  return [...listed(element["options"]), ...grouped].filter(isObject);
}

/** Slack compares option by option, so an initial one must be equal to the last byte. */
export const initialAmongOptions: Rule = (element, pointer, found) => {
  const offered = new Set(optionsOf(element).map((option) => JSON.stringify(option)));
  const one = element["initial_option"];
  if (one !== undefined && !offered.has(JSON.stringify(one))) {
    found.push({ message: "`initial_option` must match one of the options", pointer: `${pointer}/initial_option` });
  }
  for (const [index, option] of listed(element["initial_options"]).entries()) {
    if (offered.has(JSON.stringify(option))) continue;
    found.push({ message: "must match one of the options", pointer: `${pointer}/initial_options/${index}` });
  }
};

export const uniqueOptionValues: Rule = (element, pointer, found) => {
  const values = optionsOf(element).map((option) => option["value"]);
  if (new Set(values).size < values.length) found.push({ message: "option values must be unique", pointer });
};
