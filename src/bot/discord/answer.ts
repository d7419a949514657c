import type {
  APIModalInteractionResponseCallbackData,
  ChatInputCommandInteraction,
  MessageComponentInteraction,
  ModalSubmitInteraction,
} from "discord.js";
import { MessageFlags, Routes } from "discord-api-types/v10";
import type { Logger } from "pino";
import { asRequest } from "./direct-messages.ts";
import { alreadyAnswered, answerTooLate, failureFacts, isAnyOf, isConnectionLost } from "./failures.ts";
import type { RenderedMessage } from "./render.ts";
import { NO_MENTIONS } from "./render.ts";
import { sendWhole } from "./whole.ts";
import type { Versions } from "./whole.ts";

export type Answerable = ChatInputCommandInteraction | MessageComponentInteraction | ModalSubmitInteraction;

export type Eyes = "asker" | "everyone";

export interface Showing {
  /** Takes the place of the message that the control was on. */
  readonly replaces: boolean;
  readonly visibleTo: Eyes;
}

/** "late": nobody can be shown it here any more. "refused": Discord took it for malformed, or failed. */
export type Shown = "shown" | "late" | "refused";

/** Discord voids an interaction that has no answer after three seconds; people wait for one second at most. */
const DEFER_AFTER_MS = 800;

/** The one answer to one interaction: given in time, or deferred by itself and filled in later. */
export class Answer {
  /** For whose eyes it is, as soon as that is known: deferring fixes it. */
  visibleTo: Eyes = "asker";
  readonly #interaction: Answerable;
  /** The interaction as one that can change the message it came from, if it came from one. */
  readonly #onMessage: Pick<MessageComponentInteraction, "update" | "deferUpdate"> | undefined;
  /** That message is everybody's: one person's answer is not put in its place. */
  readonly #isShared: boolean;
  readonly #log: Logger;
  readonly #began = performance.now();
  #isDeferred = false;
  #deferredFor: Eyes = "asker";
  #isUsed = false;
  #deferring: Promise<Shown> = Promise.resolve("shown");
  #timer: NodeJS.Timeout;

  constructor(interaction: Answerable, log: Logger) {
    this.#interaction = interaction;
    this.#onMessage = onMessage(interaction);
    this.#isShared = isShared(interaction);
    this.#log = log;
    this.#timer = setTimeout(() => this.#defer(), DEFER_AFTER_MS);
  }

  /** Defers later or earlier than usual: milliseconds from the beginning. */
  deferAfter(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#defer(), milliseconds - (performance.now() - this.#began));
  }

  async show(versions: Versions, showing: Showing): Promise<Shown> {
    clearTimeout(this.#timer);
    // Files take longer than the first answer may: if they are lost, so is the interaction.
    if (versions.whole.files) this.#defer(showing.visibleTo);
    const deferred = await this.#deferring;
    if (deferred !== "shown") return deferred;

    const shown = await this.#attempt(() => this.#respond(versions, showing));
    if (shown !== "refused") this.#isUsed = true;
    return shown;
  }

  /** False when a message has to do instead: too late for a modal, or none may follow here. */
  async openModal(modal: APIModalInteractionResponseCallbackData): Promise<boolean> {
    const interaction = this.#interaction;
    if (this.#isDeferred || !("showModal" in interaction)) return false;

    clearTimeout(this.#timer);
    const shown = await this.#attempt(() => interaction.showModal(modal));
    return shown === "shown";
  }

  /** Nothing more will be said. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #defer(visibleTo = this.visibleTo): void {
    if (this.#isDeferred || this.#isUsed) return;
    this.#isDeferred = true;
    this.#deferredFor = visibleTo;
    this.#deferring = this.#attempt(() =>
      this.#onMessage ? this.#onMessage.deferUpdate() : this.#interaction.deferReply(flagsFor(visibleTo)),
    );
  }

  #respond(versions: Versions, { replaces, visibleTo }: Showing): Promise<unknown> {
    const isReplacing = replaces && this.#onMessage !== undefined && (visibleTo === "everyone" || !this.#isShared);
    if (!this.#isDeferred) return this.#respondFirst(versions.whole, { replaces: isReplacing, visibleTo });
    if (this.#onMessage !== undefined)
      return isReplacing ? this.#fillIn(versions) : this.#followUp(versions, visibleTo);
    if (visibleTo === "asker" && this.#deferredFor === "everyone") return this.#inPrivate(versions);
    return this.#fillIn(versions);
  }

  #respondFirst({ content, embeds, components }: RenderedMessage, { replaces, visibleTo }: Showing): Promise<unknown> {
    const payload = { content, embeds, components, allowedMentions: NO_MENTIONS };
    return replaces && this.#onMessage
      ? this.#onMessage.update({ ...payload, attachments: [] })
      : this.#interaction.reply({ ...payload, ...flagsFor(visibleTo) });
  }

  /** The deferred answer, or the message that a control was on. */
  #fillIn(versions: Versions): Promise<unknown> {
    return sendWhole(versions, { send: (body, signal) => this.#edit("@original", body, signal), edit: this.#edit });
  }

  #followUp(versions: Versions, visibleTo: Eyes): Promise<unknown> {
    const { applicationId, token, client } = this.#interaction;
    const send = (body: RenderedMessage, signal?: AbortSignal): Promise<unknown> =>
      client.rest.post(Routes.webhook(applicationId, token), {
        ...asRequest(body, flagsFor(visibleTo)),
        ...(signal && { signal }),
        auth: false,
      });
    return sendWhole(versions, { send, edit: this.#edit });
  }

  readonly #edit = (messageId: string, body: RenderedMessage, signal?: AbortSignal): Promise<unknown> => {
    const { applicationId, token, client } = this.#interaction;
    const route = Routes.webhookMessage(applicationId, token, messageId);
    return client.rest.patch(route, { ...asRequest(body), ...(signal && { signal }), auth: false });
  };

  /**
   * A refusal is nobody else's business. The first follow-up to a deferred answer takes that answer's place and eyes,
   * so that one is given first; then it goes away.
   */
  async #inPrivate(versions: Versions): Promise<unknown> {
    await this.#interaction.editReply({ content: "Answered in private." });
    await this.#followUp(versions, "asker");
    return this.#interaction.deleteReply();
  }

  async #attempt(call: () => Promise<unknown>, isAgain = false): Promise<Shown> {
    try {
      await call();
      return "shown";
    } catch (error) {
      // Another copy of this program got the same event, or the answer was taken before the connection was lost.
      if (isAnyOf(error, alreadyAnswered)) return "shown";
      if (!isAgain && isConnectionLost(error)) return this.#attempt(call, true);
      const shown = isAnyOf(error, answerTooLate) ? "late" : "refused";
      this.#log.warn(
        { interactionId: this.#interaction.id, shown, ...failureFacts(error) },
        "discord answer not taken",
      );
      return shown;
    }
  }
}

function onMessage(interaction: Answerable): Pick<MessageComponentInteraction, "update" | "deferUpdate"> | undefined {
  if (interaction.isMessageComponent()) return interaction;
  if (interaction.isModalSubmit() && interaction.isFromMessage()) return interaction;
  return undefined;
}

function isShared(interaction: Answerable): boolean {
  if (interaction.guildId === null || !("message" in interaction)) return false;
  return interaction.message?.flags.has(MessageFlags.Ephemeral) === false;
}

function flagsFor(visibleTo: Eyes): { flags?: MessageFlags.Ephemeral } {
  return visibleTo === "asker" ? { flags: MessageFlags.Ephemeral } : {};
}
