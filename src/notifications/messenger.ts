import type { Message } from "./message.ts";

/** The platform's own address of a message that was sent; opaque to everybody else. JSON. */
export type Handle = Readonly<Record<string, string>>;

export type Sending =
  | { readonly outcome: "sent"; readonly handle: Handle }
  /** Trying again makes no sense until something changes; the reason is a sentence for people. */
  | { readonly outcome: "undeliverable"; readonly reason: string }
  /** The message to edit is gone; a new one may be sent. */
  | { readonly outcome: "gone" };

export interface Parcel {
  /** Unique to this delivery; at most one message with it is ever shown. */
  readonly key: string;
  /** True when an earlier attempt may have arrived: look before sending. */
  readonly maybeSent: boolean;
  readonly message: Message;
  /** The reader's IANA time zone. */
  readonly timeZone: string;
}

/** How one platform carries messages to people. Throws RetryLater for what passes by itself. */
export interface Messenger {
  /** Sends to a person's direct messages. recipientId: the platform's user id, or the e-mail address. */
  send(recipientId: string, parcel: Parcel): Promise<Sending>;
  update(handle: Handle, parcel: Parcel): Promise<Sending>;
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
