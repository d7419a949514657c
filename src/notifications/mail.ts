import { createTransport } from "nodemailer";
import { mailHtml, mailText } from "./mail-body.ts";
import type { Messenger, Sending } from "./messenger.ts";
import { RetryLater } from "./messenger.ts";

const NO_SERVER = "No mail server is configured (SMTP_URL).";
const TIMEOUTS = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };

/**
 * Carries messages by SMTP; without a server's URL (smtp:// or smtps://, with credentials where it wants them),
 * everything is undeliverable. An e-mail is never edited.
 */
export function createMailMessenger(smtpUrl: string | undefined): Messenger {
  if (!smtpUrl) return { send: unconfigured, update: unconfigured };
  const { url, from } = splitSender(smtpUrl);
  const transport = createTransport({ url, ...TIMEOUTS, disableFileAccess: true, disableUrlAccess: true });
  const domain = from.slice(from.lastIndexOf("@") + 1);

  return {
    async send(address, parcel) {
      const messageId = `<${parcel.key}@${domain}>`;
      try {
        await transport.sendMail({
          from: { name: "Quartermaster", address: from },
          to: { name: "", address },
          messageId,
          subject: oneLine(parcel.message.title),
          text: mailText(parcel),
          html: mailHtml(parcel),
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

/** Who writes: the URL's own "from" parameter, else the user if that is an address, else quartermaster at the server. */
export function splitSender(smtpUrl: string): { readonly url: string; readonly from: string } {
  const url = new URL(smtpUrl);
  const user = decodeURIComponent(url.username);
  const from = url.searchParams.get("from") ?? (user.includes("@") ? user : `quartermaster@${url.hostname}`);
  url.searchParams.delete("from");
  return { url: url.href, from };
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
