import { Writable } from "node:stream";
import { SMTPServer } from "smtp-server";
import type { SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import { createMailMessenger } from "../../src/notifications/mail.ts";
import { mailText } from "../../src/notifications/mail-body.ts";
import type { Message } from "../../src/notifications/message.ts";
import type { Parcel } from "../../src/notifications/messenger.ts";
import { timeChart } from "./chart/charts.ts";

let server: SMTPServer | undefined;
afterEach(async () => {
  const running = server;
  server = undefined;
  if (running) await new Promise<void>((resolve) => running.close(resolve));
});

async function mailServer(options: SMTPServerOptions = {}) {
  const received: string[] = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _session, done) => {
      stream.pipe(concat((mail) => received.push(mail))).once("finish", () => done());
    },
    ...options,
  });
  server = smtp;
  smtp.on("error", () => undefined);
  await new Promise<void>((resolve) => void smtp.listen(0, "127.0.0.1", resolve));
  const address = smtp.server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return { received, messenger: createMailMessenger({ url: `smtp://127.0.0.1:${port}`, from: "qm@lab.example" }) };
}

function concat(whole: (mail: string) => void): Writable {
  const chunks: Buffer[] = [];
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
    final(done) {
      whole(Buffer.concat(chunks).toString());
      done();
    },
  });
}

function parcel(message: Partial<Message> = {}): Parcel {
  return {
    key: "d1.0",
    maybeSent: false,
    timeZone: "Europe/Berlin",
    message: { tone: "neutral", title: "News", ...message },
  };
}

/** The decoded parts of a mail, without its random boundary and date. */
function decoded(mail: string): string {
  return mail
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

describe("the mail messenger", () => {
  it("brings the picture inline, its words and its table, and the files", async () => {
    const { received, messenger } = await mailServer();
    const table = { columns: ["Day", "Used"], rows: [{ cells: ["1 <Nov>", "3"] }] };
    const attachments = [{ name: "usage.csv", mediaType: "text/csv", content: "day,used\n" }] as const;

    await messenger.send("bob@example.com", parcel({ chart: timeChart({ alt: 'Used: "3"' }), table, attachments }));

    const mail = decoded(received[0] ?? "");
    expect(mailText(parcel({ chart: timeChart({ alt: 'Used: "3"' }), table }))).toBe(
      'News\n\nUsed: "3"\n\nDay · Used\n1 <Nov> · 3',
    );
    expect(mail).toContain(
      '<img src="cid:chart.d1.0@lab.example" alt="Used: &quot;3&quot;" width="560" style="max-width:100%;height:auto">',
    );
    expect(mail).toMatch(/<td style="[^"]+">1 &lt;Nov&gt;<\/td><td style="[^"]+">3<\/td>/u);
    expect(mail).toContain("Content-ID: <chart.d1.0@lab.example>");
    expect(mail).toMatch(/filename=usage.csv/);
  });

  it("says in words what cannot be drawn", async () => {
    const { received, messenger } = await mailServer();
    await messenger.send("bob@example.com", parcel({ chart: timeChart({ timeZone: "Nowhere/Land", alt: "Used: 3" }) }));

    expect(received[0]).toContain("<p>Used: 3</p>");
    expect(received[0]).not.toContain("image/png");
  });

  it("sends the message as plain text and as HTML, with times in the reader's zone", async () => {
    const { received, messenger } = await mailServer();

    await messenger.send(
      "bob@example.com",
      parcel({
        title: "Alice invites you",
        lines: [
          ["Open ", { link: "https://app.slack.com/client/T1", label: "Northwind" }, " and type ", { code: "/qm" }],
        ],
        facts: [{ label: "Expires", value: [{ time: new Date("2026-11-28T17:00Z") }] }],
        footer: "Bye",
      }),
    );

    const mail = decoded(received[0] ?? "");
    expect(mail).toContain("Open Northwind (https://app.slack.com/client/T1) and type /qm");
    expect(mail).toContain("Expires: Sat 28 Nov 2026 18:00 CET");
    expect(mail).toContain('<a href="https://app.slack.com/client/T1">Northwind</a>');
  });

  it("derives the Message-ID from the delivery, so that a second copy is recognised", async () => {
    const { received, messenger } = await mailServer();

    const sending = await messenger.send("bob@example.com", parcel());

    expect(sending).toEqual({ outcome: "sent", handle: { messageId: "<d1.0@lab.example>" } });
    expect(received[0]).toMatch(/^Message-ID: <d1\.0@lab\.example>\r$/m);
  });

  it("lets no header in by a title", async () => {
    const { received, messenger } = await mailServer();

    await messenger.send("bob@example.com", parcel({ title: "Hi\r\nBcc: eve@example.com\r\n\r\nBuy" }));

    const head = (received[0] ?? "").split("\r\n\r\n", 1)[0];
    expect(head).not.toMatch(/^Bcc:/im);
    expect(head).toMatch(/^Subject: Hi Bcc: eve@example\.com Buy\r$/m);
  });

  it("lets no second recipient in by an address", async () => {
    const { received, messenger } = await mailServer();

    await messenger.send("bob@example.com, eve@example.com", parcel()).catch(() => undefined);

    expect(received.filter((mail) => mail.includes("eve@example.com>"))).toEqual([]);
  });

  it("escapes what people wrote", async () => {
    const { received, messenger } = await mailServer();

    await messenger.send("bob@example.com", parcel({ lines: ["<img src=x onerror=alert(1)>"] }));

    expect(decoded(received[0] ?? "")).toContain("<p>&lt;img src=x onerror=alert(1)&gt;</p>");
  });

  it("links to nothing but the web", async () => {
    const { received, messenger } = await mailServer();

    await messenger.send("bob@example.com", parcel({ lines: [[{ link: "javascript:alert(1)", label: "press" }]] }));

    expect(decoded(received[0] ?? "")).not.toContain("<a href");
  });

  it("says that an address was refused for good", async () => {
    const { messenger } = await mailServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error("no such user"), { responseCode: 550 })),
    });

    expect(await messenger.send("nobody@example.com", parcel())).toMatchObject({ outcome: "undeliverable" });
  });

  it("asks to try again when the server is busy", async () => {
    const { messenger } = await mailServer({
      onRcptTo: (_address, _session, done) => done(Object.assign(new Error("greylisted"), { responseCode: 451 })),
    });

    await expect(messenger.send("bob@example.com", parcel())).rejects.toMatchObject({ name: "RetryLater" });
  });

  it("asks to try again when there is no server", async () => {
    const messenger = createMailMessenger({ url: "smtp://127.0.0.1:1", from: "qm@lab.example" });

    await expect(messenger.send("bob@example.com", parcel())).rejects.toMatchObject({ name: "RetryLater" });
  });

  it("says what is missing when no mail server is configured", async () => {
    expect(await createMailMessenger(undefined).send("bob@example.com", parcel())).toEqual({
      outcome: "undeliverable",
      reason: "This installation has no mail server.",
    });
  });

  it("leaves an e-mail as it was sent", async () => {
    const { received, messenger } = await mailServer();

    expect(await messenger.update({ messageId: "<a@b>" }, parcel())).toMatchObject({ outcome: "sent" });
    expect(received).toEqual([]);
  });
});
