import type { LocalSlack, SlackPerson } from "../../playground/slack/contract.ts";
import type { SeenMessage, SeenView, SlackJson } from "../../playground/slack/seen.ts";
import type { Actor, FormView, Screen } from "./chat.ts";
import { CARD_PATIENCE_MS, textsOf } from "./chat.ts";

const TEXT_KEYS = new Set(["text", "alt_text", "fallback"]);
const PATIENCE_MS = 10_000;

interface Element {
  readonly ref: { readonly blockId: string; readonly actionId: string };
  readonly label: string;
  readonly value?: string;
  readonly hasConfirm: boolean;
}

/** Acts as a person of the local Slack, who types in one public channel. */
export function slackActor(
  slack: LocalSlack,
  { userId, name, channelId }: { userId: string; name: string; channelId: string },
): Actor {
  const person = slack.as(userId);
  const direct = () => person.channels().find((channel) => channel.kind === "app")?.id;
  const inbox = () => {
    const channel = direct();
    if (!channel) return [];
    return person.messages(channel).filter(({ isFromApp, isEphemeral }) => isFromApp && !isEphemeral);
  };
  const posted = () => person.messages(channelId).filter(({ isFromApp, isEphemeral }) => isFromApp && !isEphemeral);
  return {
    platform: "slack",
    name,
    in(other) {
      const found = slack.options.channels.find((channel) => channel.name === other);
      return slackActor(slack, { userId, name, channelId: found?.id ?? other });
    },
    posts: () => posted().map((message) => screenOf(person, message)),
    async type(line) {
      return afterwards(person, channelId, async () => {
        const result = await person.command(channelId, "/qm", line);
        if (result.outcome !== "acknowledged") throw new Error(`/qm ${line}: ${JSON.stringify(result)}`);
      });
    },
    home: () => homeAfter(person, () => person.openHome("home")),
    inbox: () => inbox().map((message) => screenOf(person, message)),
    receives: (pattern, timeoutMs = PATIENCE_MS) =>
      person.until(() => {
        const found = inbox().findLast((message) => pattern.test(textOf(message)));
        return found && screenOf(person, found);
      }, timeoutMs),
  };
}

/**
 * What is new for a person after an act: a message where they are, a changed one, or a form. A card may be edited by
 * itself, or a channel told, before the answer comes; what others see is the answer where no other comes.
 */
async function afterwards(person: SlackPerson, channelId: string, act: () => Promise<void>): Promise<Screen> {
  const before = new Map(person.messages(channelId).map((message) => [message.id, JSON.stringify(message)]));
  const viewsBefore = JSON.stringify(person.views().map(({ id, hash, errors }) => [id, hash, errors]));
  await act();
  const seen = (mayBeShared: boolean) => {
    const view = person.views().at(-1);
    const viewsNow = JSON.stringify(person.views().map(({ id, hash, errors }) => [id, hash, errors]));
    if (view && viewsNow !== viewsBefore && !isLoading(view)) return viewScreen(person, view, channelId);
    const changed = person
      .messages(channelId)
      .filter(({ isEphemeral }) => isEphemeral || mayBeShared)
      .findLast((message) => before.get(message.id) !== JSON.stringify(message));
    return changed?.isFromApp && isAnswer(changed) ? screenOf(person, changed) : undefined;
  };
  return person.until(() => seen(false), CARD_PATIENCE_MS).catch(() => person.until(() => seen(true), PATIENCE_MS));
}

/** What takes longer than two seconds is announced before; a picture that Slack takes long over comes after. */
function isAnswer(message: SeenMessage): boolean {
  const isPicture = message.blocks.length > 0 && message.blocks.every(({ type }) => type === "image");
  return !isPicture && !/Still working on it/u.test(textOf(message));
}

/** The home tab as the bot publishes it after an act. */
async function homeAfter(person: SlackPerson, act: () => Promise<unknown>): Promise<Screen> {
  const before = person.home()?.hash;
  await act();
  return person.until(() => {
    const view = person.home();
    return view && view.hash !== before && homeScreen(person, view);
  }, PATIENCE_MS);
}

function homeScreen(person: SlackPerson, view: SeenView): Screen {
  const elements = elementsOf(view.blocks);
  return {
    text: unescaped(textsOf(asLines(view.blocks), TEXT_KEYS).join("\n")),
    isPrivate: true,
    choices: elements.map(({ label }) => label),
    press: (label) => {
      const element = pick(elements, label);
      return homeAfter(person, () =>
        person.pressInView(view.id, element.ref, element.value ?? null, { confirm: true }),
      );
    },
    now: () => {
      const current = person.home();
      if (!current) throw new Error("the home tab is gone");
      return homeScreen(person, current);
    },
  };
}

function isLoading(view: SeenView): boolean {
  return (
    !view.submit &&
    view.blocks.every((block) => block.type === "section" || block.type === "context") &&
    /…/u.test(textsOf(view.blocks, TEXT_KEYS).join(" "))
  );
}

function screenOf(person: SlackPerson, message: SeenMessage): Screen {
  const elements = elementsOf(message.blocks);
  return {
    text: textOf(message),
    isPrivate: message.isEphemeral,
    choices: elements.map(({ label }) => label),
    press: (label) => {
      const element = pick(elements, label);
      return afterwards(person, message.channelId, async () => {
        const result = await person.press(message.id, element.ref, element.value ?? null, { confirm: true });
        if (result.outcome !== "acknowledged") throw new Error(`press ${label}: ${JSON.stringify(result)}`);
      });
    },
    now: () => {
      const current = person.messages(message.channelId).find(({ id }) => id === message.id);
      if (!current) throw new Error("the message is gone");
      return screenOf(person, current);
    },
    replies: () =>
      person
        .messages(message.channelId, { threadTs: message.ts })
        .filter(({ ts }) => ts !== message.ts)
        .map((reply) => screenOf(person, reply)),
  };
}

function viewScreen(person: SlackPerson, view: SeenView, channelId: string): Screen {
  const elements = elementsOf(view.blocks);
  const texts = [
    ...textsOf(view.title, TEXT_KEYS),
    ...textsOf(asLines(view.blocks), TEXT_KEYS),
    ...Object.values(view.errors),
  ];
  return {
    text: texts.join("\n"),
    isPrivate: true,
    choices: elements.map(({ label }) => label),
    form: formOf(person, view, channelId),
    press: (label) => {
      const element = pick(elements, label);
      return afterwards(person, channelId, async () => {
        await person.pressInView(view.id, element.ref, element.value ?? null, { confirm: true });
      });
    },
    now: () => {
      const current = person.views().find(({ id }) => id === view.id);
      if (!current) throw new Error("the form is closed");
      return viewScreen(person, current, channelId);
    },
  };
}

function formOf(person: SlackPerson, view: SeenView, channelId: string): FormView {
  const inputs = view.blocks.filter((block) => block.type === "input");
  const labelOf = (block: SlackJson) => textsOf(block["label"], TEXT_KEYS).join(" ");
  return {
    title: textsOf(view.title, TEXT_KEYS).join(" "),
    fields: inputs.map((block) => ({
      label: labelOf(block),
      value: valueIn(view, block.block_id),
      choices: elementsOf(block).map((element) => element.label),
      ...(view.errors[block.block_id] && { error: view.errors[block.block_id] ?? "" }),
    })),
    submit: (values) =>
      afterwards(person, channelId, async () => {
        const filled = Object.entries(values).map(([label, value]) => {
          const block = inputs.find((input) => labelOf(input).toLowerCase().startsWith(label.toLowerCase()));
          if (!block) throw new Error(`no field "${label}" among ${inputs.map(labelOf).join(", ")}`);
          return [block.block_id, optionValue(block, value)];
        });
        const result = await person.submitView(view.id, Object.fromEntries(filled));
        if (!["closed", "cleared", "errors", "updated", "pushed"].includes(result.outcome))
          throw new Error(JSON.stringify(result));
      }),
  };
}

/** A select is filled by an option's label, as a person picks it. */
function optionValue(block: SlackJson, value: string): string {
  const options = optionsIn(block["element"]);
  const option = options.find((one) => textsOf(one["text"], TEXT_KEYS).join(" ").toLowerCase() === value.toLowerCase());
  return option ? String(option["value"]) : value;
}

function valueIn(view: SeenView, blockId: string): string {
  const [state] = Object.values(view.values[blockId] ?? {});
  if (!state) return "";
  const value = state["value"] ?? state["selected_user"] ?? state["selected_option"] ?? state["selected_options"] ?? "";
  return typeof value === "string" ? value : textsOf(value, new Set(["text"])).join(", ");
}

function textOf(message: SeenMessage): string {
  const texts = textsOf(asLines(message.blocks), TEXT_KEYS);
  return unescaped((texts.length > 0 ? texts : [message.text]).join("\n"));
}

/** The pieces of rich text, bold, plain and code, read as the line that they make up. */
function asLines(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asLines);
  if (!isJson(value)) return value;
  if (value["type"] === "rich_text_section") return { text: textsOf(value["elements"], TEXT_KEYS).join("") };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asLines(inner)]));
}

function unescaped(text: string): string {
  return text
    .replaceAll(/[\u200B\u2060\u00AD\uFEFF]/gu, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function elementsOf(value: unknown, blockId = ""): readonly Element[] {
  if (Array.isArray(value)) return value.flatMap((inner) => elementsOf(inner, blockId));
  if (!isJson(value)) return [];
  const block = typeof value["block_id"] === "string" ? value["block_id"] : blockId;
  if (typeof value["action_id"] !== "string" || value["type"] === undefined) {
    return Object.values(value).flatMap((inner) => elementsOf(inner, block));
  }
  const ref = { blockId: block, actionId: value["action_id"] };
  const hasConfirm = value["confirm"] !== undefined;
  if (value["type"] === "button") {
    return [{ ref, hasConfirm, label: textsOf(value["text"], TEXT_KEYS).join(" ") }];
  }
  return optionsIn(value).map((option) => ({
    ref,
    hasConfirm,
    label: textsOf(option["text"], TEXT_KEYS).join(" "),
    value: String(option["value"]),
  }));
}

function optionsIn(element: unknown): readonly SlackJson[] {
  if (!isJson(element)) return [];
  const { options } = element;
  return Array.isArray(options) ? options.filter(isJson) : [];
}

function pick(elements: readonly Element[], label: string): Element {
  const found =
    elements.find((element) => element.label === label) ?? elements.find((element) => element.label.startsWith(label));
  if (!found)
    throw new Error(`nothing to press called "${label}" among: ${elements.map((one) => one.label).join(", ")}`);
  return found;
}

function isJson(value: unknown): value is SlackJson {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
