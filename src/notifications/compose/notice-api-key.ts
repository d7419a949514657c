import type { Notices } from "./notice.ts";

/** News about the keys with which machines speak for the installation. */
export const apiKeyNotices: Notices<"api-key-created" | "api-key-revoked"> = {
  "api-key-created": ({ key, scopes, expiresAt }) => ({
    tone: "neutral",
    title: `The API key ${key.name} was made`,
    lines: [
      `It may ${scopes.join(", ")}.`,
      expiresAt ? ["It expires ", { time: new Date(expiresAt) }, "."] : "It does not expire.",
    ],
  }),
  "api-key-revoked": ({ key }) => ({ tone: "neutral", title: `The API key ${key.name} was revoked` }),
};
