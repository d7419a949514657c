import { ComponentType, InteractionType } from "discord-api-types/v10";
import type { APIAttachment, APIModalInteractionResponseCallbackComponent } from "discord-api-types/v10";
import { SOMETHING_WENT_WRONG } from "../seen.ts";
import type { ClientProblem, InteractionOutcome, ModalField, ModalValues, NewFile } from "../seen.ts";
import { storeFile } from "../world/files.ts";
import { startInteraction } from "../world/interactions.ts";
import type { Channel } from "../world/world.ts";
import { refused } from "./client.ts";
import type { ClientState } from "./client.ts";
import { outcomeOf } from "./outcome.ts";
import { kindOf, NOTHING, resolvedObject, together } from "./resolve.ts";
import type { Named } from "./resolve.ts";

type Value = ModalValues[string];

/** Sends the open modal. It closes when the bot answers, and stays open with everything typed when it does not. */
export async function submitModal(client: ClientState, values: ModalValues): Promise<InteractionOutcome> {
  const { world, personId, open } = client;
  if (open === undefined) return refused("No modal is open");
  const problems = problemsOf(open.modal.fields, values);
  if (problems.length > 0) return { kind: "refused", problems };

  const { opener, modal } = open;
  const { channel } = opener;
  const filled = modal.fields.map((field) =>
    fill(client, channel, { field, value: values[field.customId] ?? field.value }),
  );
  const resolved = resolvedObject(world, channel, together(filled.map((one) => one.named)));
  const submitted = new Map(filled.map((one) => [one.customId, one.submitted]));
  const data = {
    custom_id: modal.customId,
    components: modal.raw.components.map((component) => submittedComponent(component, submitted)),
    ...(resolved !== undefined && { resolved }),
  };
  const { interaction, answer } = startInteraction(world, {
    type: InteractionType.ModalSubmit,
    userId: personId,
    channel,
    data,
    command: opener.command,
    opener,
    ...(opener.message !== undefined && { message: opener.message }),
  });
  const given = await answer;
  if (given === undefined) return { kind: "failed", text: SOMETHING_WENT_WRONG };
  if (client.open === open) client.open = undefined;
  world.changed([personId]);
  return outcomeOf(client, interaction, given);
}

function problemsOf(fields: readonly ModalField[], values: ModalValues): readonly ClientProblem[] {
  const unknown = Object.keys(values).filter((name) => !fields.some((field) => field.customId === name));
  return [
    ...unknown.map((field) => ({ field, message: "There is no such field" })),
    ...fields.flatMap((field) => {
      const message = problemOf(field, values[field.customId] ?? field.value);
      return message === undefined ? [] : [{ field: field.customId, message }];
    }),
  ];
}

const TEXTS: ReadonlySet<ModalField["kind"]> = new Set(["short-text", "paragraph", "radio"]);

function problemOf(field: ModalField, value: Value): string | undefined {
  if (typeof value === "boolean") return field.kind === "checkbox" ? undefined : "Enter a value.";
  if (value.length === 0) return field.isRequired ? "This field is required." : undefined;
  if ((typeof value === "string") !== TEXTS.has(field.kind)) return "This is not such a value.";
  return isStray(field, value) ? "Choose one of the options." : outOfBounds(field, value);
}

function isStray({ choices }: ModalField, value: Exclude<Value, boolean>): boolean {
  if (choices === undefined) return false;
  const chosen: readonly unknown[] = typeof value === "string" ? [value] : value;
  return !chosen.every((one) => choices.some((choice) => choice.value === one));
}

function outOfBounds(field: ModalField, value: Exclude<Value, boolean>): string | undefined {
  const { minimum = 0, maximum = Infinity } = field;
  const unit = typeof value === "string" ? " characters" : "";
  if (value.length < minimum) return `Use at least ${minimum}${unit}.`;
  return value.length > maximum ? `Use at most ${maximum}${unit}.` : undefined;
}

interface Filled {
  readonly customId: string;
  readonly submitted: { readonly value: unknown } | { readonly values: readonly string[] };
  readonly named: Named;
}

function fill(client: ClientState, channel: Channel, given: { field: ModalField; value: Value }): Filled {
  const { field, value } = given;
  const { customId } = field;
  if (typeof value === "boolean") return { customId, submitted: { value }, named: NOTHING };
  if (typeof value === "string") {
    return { customId, submitted: { value: field.kind === "radio" && value === "" ? null : value }, named: NOTHING };
  }
  const files = value.filter((one): one is NewFile => typeof one === "object");
  const texts = value.filter((one) => typeof one === "string");
  const attachments: readonly APIAttachment[] = files.map((file) => ({
    ...storeFile(client.world, channel.id, file),
    ephemeral: true,
  }));
  const values = [...texts, ...attachments.map((attachment) => attachment.id)];
  return { customId, submitted: { values }, named: { ...named(client, channel, { field, texts }), attachments } };
}

function named(client: ClientState, channel: Channel, given: { field: ModalField; texts: readonly string[] }): Named {
  if (given.field.choices !== undefined) return NOTHING;
  const of = (kind: string): readonly string[] =>
    given.texts.filter((id) => kindOf(client.world, channel, id) === kind);
  return { users: of("user"), roles: of("role"), channels: of("channel"), attachments: [] };
}

function submittedComponent(
  component: APIModalInteractionResponseCallbackComponent,
  submitted: ReadonlyMap<string, Filled["submitted"]>,
): Readonly<Record<string, unknown>> {
  const input = (one: { type: number; id?: number; custom_id: string }) => ({
    type: one.type,
    id: one.id,
    custom_id: one.custom_id,
    ...submitted.get(one.custom_id),
  });
  switch (component.type) {
    case ComponentType.TextDisplay:
      return { type: component.type, id: component.id };
    case ComponentType.ActionRow:
      return { type: component.type, id: component.id, components: component.components.map(input) };
    case ComponentType.Label:
      return { type: component.type, id: component.id, component: input(component.component) };
  }
}
