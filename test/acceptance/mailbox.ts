import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { expect, vi } from "vitest";

const PATIENCE_MS = 10_000;

/** A mail server that keeps what it is sent. */
export interface Mailbox {
  readonly url: string;
  /** The newest mail to an address, its texts decoded; waits for it. */
  receives(address: string): Promise<string>;
  close(): Promise<void>;
}

export async function openMailbox(): Promise<Mailbox> {
  const mails: { readonly to: readonly string[]; readonly content: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ["STARTTLS"],
    async onData(stream, { envelope }, done) {
      mails.push({ to: envelope.rcptTo.map(({ address }) => address), content: decoded(await text(stream)) });
      done();
    },
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const newest = (to: string) => mails.findLast((mail) => mail.to.includes(to))?.content;
  return {
    url: `smtp://127.0.0.1:${port}`,
    receives: (to) =>
      vi.waitFor(() => newest(to) ?? expect.fail(`no mail to ${to}`), { timeout: PATIENCE_MS, interval: 20 }),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Quoted-printable, as nodemailer writes it, read as UTF-8. */
function decoded(mail: string): string {
  const joined = mail.replaceAll("=\r\n", "").replaceAll("\r\n", "\n");
  const bytes = joined.replaceAll(/=([0-9A-F]{2})/gu, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}
