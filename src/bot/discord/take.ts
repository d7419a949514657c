import type { APIActionRowComponent, APIStringSelectComponent } from "discord-api-types/v10";
import { ComponentType } from "discord-api-types/v10";
import type { Asked, Invocation } from "../../commands/invocation.ts";
import type { Form, Outcome, Reply } from "../../commands/reply.ts";
import type { Call } from "../../notifications/message.ts";
import { customId } from "./custom-id.ts";
import { shown } from "./controls.ts";
import { failureFacts } from "./failures.ts";
import { limits } from "./limits.ts";
import { renderModal, unaskedInput } from "./modal.ts";
import type { Server } from "./place.ts";
import { renderMessage } from "./render.ts";
import type { Conversation } from "./show.ts";
import { show } from "./show.ts";
import { invocationFor, readerOf, within } from "./surroundings.ts";
import { callOf, fieldMistakes, givenTwice, labelsOf, noServer, openForm, whichServer, withTyped } from "./words.ts";

/** A request, and whether it came from a message that only asked for it, whose place the answer takes. */
export interface Request extends Conversation {
  readonly asked: Asked;
  readonly isPrompted: boolean;
  /** Fields of a form that were answered in two ways. */
  readonly doubled?: readonly string[];
}

/** How long a form may take to be prepared: Discord opens it first thing or never, and people wait for a second at most. */
const FORM_WITHIN_MS = 900;
/** When the message with a button in its place must be on its way. */
const FORM_DEFERRED_AFTER_MS = 950;
const LABELS_WITHIN_MS = 500;

/** Runs what was asked, and answers it. */
export async function take(request: Request): Promise<void> {
  const { around, asker, asked, doubled = [] } = request;
  if (doubled.length > 0) return reply(request, givenTwice(doubled), callIn(asked));

  const plan = around.desk.plan(asked);
  if (plan.kind === "reply") return reply(request, plan.reply, callIn(asked));
  if (plan.kind === "run") request.answer.visibleTo = plan.visibleTo;
  if (plan.kind === "form") request.answer.deferAfter(FORM_DEFERRED_AFTER_MS);

  const place = await around.places.of(asker.guildId, asker.user.externalId);
  if (place.kind === "none") return show(request, noServer, { replaces: false, visibleTo: "asker" });
  if (place.kind === "several") return askServer(request, plan.call, place.servers);

  const invocation = invocationFor(around, asker, { server: place.server, asked });
  const placed = { ...request, asker: { ...asker, guildId: place.server.externalId } };
  if (plan.kind === "form") return openFormFor(placed, invocation, plan.call);
  return finish(placed, { outcome: await around.desk.dispatch(invocation), call: plan.call, invocation });
}

interface Finished {
  readonly outcome: Outcome;
  readonly call: Call;
  readonly invocation: Invocation;
}

async function finish(request: Request, { outcome, call, invocation }: Finished): Promise<void> {
  switch (outcome.kind) {
    case "duplicate":
      return request.answer.end();
    case "form":
      return showForm(request, outcome.form, callOf(outcome.form));
    case "reply":
      return reply(request, outcome.reply, call, invocation);
  }
}

async function reply(request: Request, said: Reply, call: Call | undefined, invocation?: Invocation): Promise<void> {
  const showing = {
    replaces: request.isPrompted || said.replaces === true,
    visibleTo: said.visibleTo ?? "asker",
  } as const;
  if (said.fieldErrors === undefined || call === undefined) return show(request, said, showing);

  const form = invocation && (await within(LABELS_WITHIN_MS, request.around.desk.buildForm(invocation, call)));
  const message = fieldMistakes(said, call, form ? labelsOf(form) : {});
  const encoded = await encode(request, call);
  return show(request, encoded === undefined ? withTyped(said, call) : message, { ...showing, isPrompt: true });
}

async function openFormFor(request: Request, invocation: Invocation, call: Call): Promise<void> {
  const form = await within(FORM_WITHIN_MS, request.around.desk.buildForm(invocation, call));
  return form ? showForm(request, form, call) : promptForForm(request, call);
}

async function showForm(request: Request, form: Form, call: Call): Promise<void> {
  const decided: Call = { command: form.command, input: { ...form.fixed, ...unaskedInput(form) } };
  const encoded = await encode(request, decided);
  if (encoded === undefined) return promptForForm(request, call);

  const purpose = request.isPrompted ? "amend" : "form";
  const isOpen = await request.answer.openModal(renderModal(form, customId(purpose, 0, encoded)));
  if (!isOpen) await promptForForm(request, call);
}

/** A form has to be the first answer, and to no other form; a button can always come later. */
async function promptForForm(request: Request, call: Call): Promise<void> {
  const encoded = await encode(request, call);
  const message = encoded === undefined ? withTyped(openForm(call), call) : openForm(call);
  return show(request, message, { replaces: request.isPrompted, visibleTo: "asker", isPrompt: true });
}

async function askServer(request: Request, call: Call, servers: readonly Server[]): Promise<void> {
  const encoded = await encode(request, call);
  if (encoded === undefined) return show(request, withTyped(noServer, call), { replaces: false, visibleTo: "asker" });

  const menu: APIActionRowComponent<APIStringSelectComponent> = {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: customId("server", 0, encoded),
        placeholder: "Choose a server",
        options: servers.map(({ externalId, name }) => ({
          value: externalId,
          label: shown(name, limits.selectOptionLabel),
        })),
      },
    ],
  };
  const body = renderMessage(whichServer, { purpose: "call", encoded: () => undefined });
  await request.answer.show(
    { whole: { ...body, components: [menu] } },
    { replaces: request.isPrompted, visibleTo: "asker" },
  );
}

async function encode({ around, asker }: Conversation, call: Call): Promise<string | undefined> {
  try {
    return await around.desk.encodeCall(readerOf(asker), call);
  } catch (error) {
    around.log.warn({ interactionId: asker.interactionId, ...failureFacts(error) }, "call not encoded");
    return undefined;
  }
}

function callIn(asked: Asked): Call | undefined {
  return asked.via === "text" ? undefined : asked.call;
}
