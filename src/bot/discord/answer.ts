import type {
  APIModalInteractionResponseCallbackData,
  ChatInputCommandInteraction,
  InteractionReplyOptions,
  MessageComponentInteraction,
  ModalSubmitInteraction,
} from "discord.js";
import { MessageFlags } from "discord-api-types/v10";
import type { Logger } from "pino";
import { alreadyAnswered, answerTooLate, failureFacts, isAnyOf } from "./failures.ts";
import type { RenderedMessage } from "./render.ts";
import { NO_MENTIONS } from "./render.ts";

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
    this.#log = log;
    this.#timer = setTimeout(() => this.#defer(), DEFER_AFTER_MS);
  }

  /** Defers later or earlier than usual: milliseconds from the beginning. */
  deferAfter(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#defer(), milliseconds - (performance.now() - this.#began));
  }

  async show(body: RenderedMessage, showing: Showing): Promise<Shown> {
    clearTimeout(this.#timer);
    const deferred = await this.#deferring;
    if (deferred !== "shown") return deferred;

    const shown = await this.#attempt(() => this.#respond(body, showing));
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

  #defer(): void {
    if (this.#isDeferred || this.#isUsed) return;
    this.#isDeferred = true;
    this.#deferredFor = this.visibleTo;
    this.#deferring = this.#attempt(() =>
      this.#onMessage ? this.#onMessage.deferUpdate() : this.#interaction.deferReply(flagsFor(this.visibleTo)),
    );
  }

  #respond(body: RenderedMessage, showing: Showing): Promise<unknown> {
    const payload = payloadOf(body);
    const flagged = { ...payload, ...flagsFor(showing.visibleTo) };
    const isReplacing = showing.replaces && this.#onMessage !== undefined;

    if (!this.#isDeferred) {
      return isReplacing && this.#onMessage
        ? this.#onMessage.update({ ...payload, attachments: [] })
        : this.#interaction.reply(flagged);
    }
    if (this.#onMessage !== undefined)
      return isReplacing
        ? this.#interaction.editReply({ ...payload, attachments: [] })
        : this.#interaction.followUp(flagged);
    if (showing.visibleTo === "asker" && this.#deferredFor === "everyone") return this.#inPrivate(flagged);
    return this.#interaction.editReply(payload);
  }

  /**
   * A refusal is nobody else's business. The first follow-up to a deferred answer takes that answer's place and eyes,
   * so that one is given first; then it goes away.
   */
  async #inPrivate(flagged: InteractionReplyOptions): Promise<unknown> {
    await this.#interaction.editReply({ content: "Answered in private." });
    await this.#interaction.followUp(flagged);
    return this.#interaction.deleteReply();
  }

  async #attempt(call: () => Promise<unknown>): Promise<Shown> {
    try {
      await call();
      return "shown";
    } catch (error) {
      // Another copy of this program got the same event, and its answer is an answer.
      if (isAnyOf(error, alreadyAnswered)) return "shown";
      const shown = isAnyOf(error, answerTooLate) ? "late" : "refused";
      this.#log.warn(
        { interactionId: this.#interaction.id, shown, ...failureFacts(error) },
        "discord answer not taken",
      );
      return shown;
    }
  }
}

/** As discord.js takes it. `attachments: []` beside it takes away the files that a message had. */
function payloadOf({ files = [], ...body }: RenderedMessage) {
  return {
    ...body,
    files: files.map(({ name, content, description }) => ({
      attachment: content,
      name,
      ...(description !== undefined && { description }),
    })),
    allowedMentions: NO_MENTIONS,
  };
}

function onMessage(interaction: Answerable): Pick<MessageComponentInteraction, "update" | "deferUpdate"> | undefined {
  if (interaction.isMessageComponent()) return interaction;
  if (interaction.isModalSubmit() && interaction.isFromMessage()) return interaction;
  return undefined;
}

function flagsFor(visibleTo: Eyes): { flags?: MessageFlags.Ephemeral } {
  return visibleTo === "asker" ? { flags: MessageFlags.Ephemeral } : {};
}
