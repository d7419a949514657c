import net from "node:net";

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One kept-alive connection; one request at a time. */
export interface HttpClient {
  post(path: string, body: string): Promise<Answer>;
  close(): void;
}

/** A client that costs as little as possible, since it shares the machine with what is measured. */
export async function connectHttp(url: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpClient> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.setNoDelay(true);
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const lines = Object.entries({ host: `${hostname}:${port}`, "content-type": "application/json", ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  let received = "";
  let settle: { resolve(answer: Answer): void; reject(error: unknown): void } | undefined;

  socket.setEncoding("utf8");
  socket.on("data", (chunk: string) => {
    received += chunk;
    const answer = whole(received);
    if (!answer) return;
    received = "";
    settle?.resolve(answer);
  });
  socket.on("close", () => settle?.reject(new Error("the server closed the connection")));
  return {
    post: (path, body) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        const length = Buffer.byteLength(body);
        socket.write(`POST ${path} HTTP/1.1\r\n${head}content-length: ${length}\r\n\r\n${body}`);
      }),
    close: () => socket.destroy(),
  };
}

/** The answer once all of it is here; bodies are ASCII, and have a Content-Length. */
function whole(text: string): Answer | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const length = Number(/content-length: (\d+)/iu.exec(text.slice(0, end))?.[1] ?? 0);
  const body = text.slice(end + 4);
  return Buffer.byteLength(body) < length ? undefined : { status: Number(text.slice(9, 12)), body };
}
