import type { Message } from "../../src/notifications/message.ts";
import type { ChannelAddress, Handle, Messenger, Parcel, Sending } from "../../src/notifications/messenger.ts";

/** What goes wrong at the next calls, one each; "lost answer" shows the message and then fails. */
export type Fault = Error | Sending | "lost answer" | "hang";

export interface Shown {
  readonly recipientId: string;
  readonly message: Message;
  /** The handle's key of what it was said under. */
  readonly under?: string;
}

/** A platform as people see it: messages by handle, with the look-before-you-send that a Messenger promises. */
export class FakeMessenger implements Messenger {
  readonly shown = new Map<string, Shown>();
  readonly faults: Fault[] = [];
  readonly addresses = new Map<string, string>();
  calls = 0;
  concurrent = 0;
  mostConcurrent = 0;
  delayMs = 0;

  get titles(): readonly string[] {
    return [...this.shown.values()].map(({ message }) => message.title);
  }

  async send(recipientId: string, { key, maybeSent, message }: Parcel): Promise<Sending> {
    if (maybeSent && this.shown.has(key)) return { outcome: "sent", handle: { key } };
    const place = this.shown.has(key) ? `${key} again` : key;
    return this.#answer({ key: place }, () => this.shown.set(place, { recipientId, message }));
  }

  async update(handle: Handle, { message }: Parcel): Promise<Sending> {
    const key = handle["key"] ?? "";
    const shown = this.shown.get(key);
    if (!shown) return { outcome: "gone" };
    return this.#answer(handle, () => this.shown.set(key, { ...shown, message }));
  }

  async post({ channelExternalId }: ChannelAddress, parcel: Parcel): Promise<Sending> {
    return this.send(channelExternalId, parcel);
  }

  async reply(to: Handle, { key, maybeSent, message }: Parcel): Promise<Sending> {
    const parent = this.shown.get(to["key"] ?? "");
    if (!parent) return { outcome: "gone" };
    if (maybeSent && this.shown.has(key)) return { outcome: "sent", handle: { key } };
    const { recipientId } = parent;
    return this.#answer({ key }, () => this.shown.set(key, { recipientId, message, under: to["key"] ?? "" }));
  }

  async findByEmail(email: string): Promise<string | undefined> {
    return this.addresses.get(email);
  }

  async #answer(handle: Handle, show: () => unknown): Promise<Sending> {
    this.calls++;
    this.mostConcurrent = Math.max(this.mostConcurrent, ++this.concurrent);
    await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    this.concurrent--;
    const fault = this.faults.shift();
    if (fault === "hang") return new Promise(() => undefined);
    if (fault instanceof Error) throw fault;
    if (fault && fault !== "lost answer") return fault;
    show();
    if (fault === "lost answer") throw new Error("socket hang up");
    return { outcome: "sent", handle };
  }
}
