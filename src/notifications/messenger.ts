import type { Message } from "./message.ts";

/** The platform's own address of a message that was sent; opaque to everybody else. JSON. */
export type Handle = Readonly<Record<string, string>>;

export type Sending =
  | { readonly outcome: "sent"; readonly handle: Handle }
  /** Trying again makes no sense until something changes; the reason is a sentence for people, what would change it another. */
  | {
      readonly outcome: "undeliverable";
      readonly reason: string;
      readonly howTo?: string;
      /** The platform has no such person any more. */
      readonly isGone?: true;
    }
  /** The message cannot be edited any more; a new one may be sent. */
  | {
      readonly outcome: "gone";
      /** Somebody deleted it, or the place where it was. */
      readonly wasDeleted?: true;
    };

/** A channel in the platform's own ids. */
export interface ChannelAddress {
  readonly workspaceExternalId: string;
  readonly channelExternalId: string;
}

/** Whether the bot may post in a channel; if not, why and what would mend that, a sentence each. */
export type Probed =
  /** The name is absent where the platform does not tell. */
  | { readonly ok: true; readonly name?: string }
  | { readonly ok: false; readonly reason: string; readonly howTo: string };

export interface Parcel {
  /** Unique to this delivery; at most one message with it is ever shown. */
  readonly key: string;
  /** True when an earlier attempt may have arrived: look before sending. */
  readonly maybeSent: boolean;
  readonly message: Message;
  /** The reader's IANA time zone. */
  readonly timeZone: string;
  /** One of very many: the platform is spared every call that is not needed. */
  readonly isBulk?: boolean;
}

/** How one platform carries messages to people. Throws RetryLater for what passes by itself. */
export interface Messenger {
  /** Sends to a person's direct messages. recipientId: the platform's user id, or the e-mail address. */
  send(recipientId: string, parcel: Parcel): Promise<Sending>;
  update(handle: Handle, parcel: Parcel): Promise<Sending>;
  /** Posts in a channel, for everybody there. */
  post?(channel: ChannelAddress, parcel: Parcel): Promise<Sending>;
  /** Says it below a message that was sent: in its thread, or else as an answer to it. */
  reply?(to: Handle, parcel: Parcel): Promise<Sending>;
  /** Posts nothing. */
  probe?(channel: ChannelAddress): Promise<Probed>;
  /** The platform's user id behind an address, where the platform can tell. */
  findByEmail?(email: string): Promise<string | undefined>;
}

/** The platform asked to wait, or could not be reached. */
export class RetryLater extends Error {
  readonly afterSeconds: number | undefined;

  constructor(reason: string, afterSeconds?: number) {
    super(reason);
    this.name = "RetryLater";
    this.afterSeconds = afterSeconds;
  }
}
