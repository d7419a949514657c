import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { expect, vi } from "vitest";

const PATIENCE_MS = 10_000;

/** A mail server that keeps what it is sent. */
export interface Mailbox {
  readonly url: string;
  /** The newest mail to an address that was not read yet, its texts decoded and its headers left out; waits for it. */
  receives(address: string): Promise<string>;
  close(): Promise<void>;
}

interface Mail {
  readonly to: readonly string[];
  readonly body: string;
}

export async function openMailbox(): Promise<Mailbox> {
  let unread: readonly Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disableReverseLookup: true,
    disabledCommands: ["STARTTLS"],
    async onData(stream, { envelope }, done) {
      const mail = { to: envelope.rcptTo.map(({ address }) => address), body: bodyOf(await text(stream)) };
      unread = [...unread, mail];
      done();
    },
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const read = (to: string): string | undefined => {
    const newest = unread.findLast((mail) => mail.to.includes(to));
    unread = unread.filter((mail) => !mail.to.includes(to));
    return newest?.body;
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    receives: (to) =>
      vi.waitFor(() => read(to) ?? expect.fail(`no mail to ${to}`), { timeout: PATIENCE_MS, interval: 20 }),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** The headers name ids whose digits can look like a code. */
function bodyOf(mail: string): string {
  return decoded(mail.slice(mail.indexOf("\r\n\r\n")));
}

/** Quoted-printable, as nodemailer writes it, read as UTF-8. */
function decoded(mail: string): string {
  const joined = mail.replaceAll("=\r\n", "").replaceAll("\r\n", "\n");
  const bytes = joined.replaceAll(/=([0-9A-F]{2})/gu, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, "latin1").toString("utf8");
}
