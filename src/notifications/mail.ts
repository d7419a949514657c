import { createTransport } from "nodemailer";
import { drawChart } from "./chart/draw.ts";
import { mailHtml, mailText } from "./mail-body.ts";
import type { Message } from "./message.ts";
import type { Messenger, Sending } from "./messenger.ts";
import { RetryLater } from "./messenger.ts";

/** Where mail goes out and in whose name. */
export interface MailSettings {
  /** smtp:// or smtps://, with credentials where the server wants them. */
  readonly url: string;
  /** The address in From; its domain also ends the Message-IDs. */
  readonly from: string;
}

const NO_SERVER = "This installation has no mail server.";
const TIMEOUTS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };

/** Carries messages by SMTP; without settings, everything is undeliverable. An e-mail is never edited. */
export function createMailMessenger(settings: MailSettings | undefined): Messenger {
  if (!settings) return { send: unconfigured, update: unconfigured };
  const { url, from } = settings;
  const transport = createTransport({ url, ...TIMEOUTS, disableFileAccess: true, disableUrlAccess: true });
  const domain = from.slice(from.lastIndexOf("@") + 1);

  return {
    async send(address, parcel) {
      const messageId = `<${parcel.key}@${domain}>`;
      const picture = await inlinePicture(parcel.message, `chart.${parcel.key}@${domain}`);
      try {
        await transport.sendMail({
          from: { name: "Quartermaster", address: from },
          to: { name: "", address },
          messageId,
          subject: oneLine(parcel.message.title),
          text: mailText(parcel),
          html: mailHtml(parcel, picture?.cid),
          attachments: [...(picture ? [picture] : []), ...filesOf(parcel.message)],
          // RFC 3834: keeps out-of-office answers away.
          headers: { "Auto-Submitted": "auto-generated" },
        });
        return { outcome: "sent", handle: { messageId } };
      } catch (error) {
        return refused(error);
      }
    },
    update: async (handle) => ({ outcome: "sent", handle }),
  };
}

/** The chart as a part of the mail that its HTML shows (RFC 2392); nothing when it cannot be drawn. */
async function inlinePicture({ chart }: Message, cid: string) {
  if (!chart) return undefined;
  try {
    const content = await drawChart(chart);
    return { filename: "chart.png", contentType: "image/png", contentDisposition: "inline" as const, cid, content };
  } catch {
    return undefined;
  }
}

function filesOf({ attachments = [] }: Message) {
  return attachments.map(({ name, mediaType, content }) => ({
    filename: oneLine(name),
    contentType: mediaType,
    content: Buffer.from(content),
  }));
}

async function unconfigured(): Promise<Sending> {
  return { outcome: "undeliverable", reason: NO_SERVER };
}

/** Line breaks and other control characters would start another header; they become spaces. */
function oneLine(title: string): string {
  return title.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}

/** RFC 5321 4.2.1: 5yz is final; everything else, and a server that cannot be reached, may pass. */
function refused(error: unknown): Sending {
  const code = error instanceof Error && "responseCode" in error ? Number(error.responseCode) : undefined;
  if (code !== undefined && code >= 500 && code !== 535) {
    return { outcome: "undeliverable", reason: `The mail server refused the address or the message (${code}).` };
  }
  const isEnvelope = error instanceof Error && "code" in error && error.code === "EENVELOPE";
  if (isEnvelope && code === undefined) return { outcome: "undeliverable", reason: "The address is not a valid one." };

  throw new RetryLater("The mail server could not be reached.");
}
