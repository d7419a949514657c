import { Webhook } from "standardwebhooks";

interface Signing {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
  readonly secret: string;
  /** The one from before a rotation, as long as it is good. */
  readonly secretBefore: string | undefined;
}

/** The headers of Standard Webhooks: signed with the secret, and with the one before it after that. */
export function signedHeaders({ id, at, body, secret, secretBefore }: Signing): Readonly<Record<string, string>> {
  const secrets = [secret, ...(secretBefore === undefined ? [] : [secretBefore])];
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": secrets.map((one) => new Webhook(one).sign(id, at, body)).join(" "),
  };
}
