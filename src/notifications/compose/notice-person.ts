import type { Message } from "../message.ts";
import type { Notices } from "./notice.ts";

const whoami = { label: "Who am I?", call: { command: "whoami", input: {} } };
const unless = "If that was not you, tell an administrator.";

/** News about accounts, what gives access to them, and the installation itself. */
export const personNotices: Notices<
  | "tenant-founded"
  | "workspace-connected"
  | "join-code-created"
  | "registration-changed"
  | "person-registered"
  | "person-activated"
  | "person-suspended"
  | "person-reinstated"
  | "person-away-set"
  | "link-code-created"
  | "identity-linked"
  | "email-verified"
  | "ssh-key-added"
  | "ssh-key-removed"
> = {
  "tenant-founded": ({ tenant }) => ({ tone: "success", title: `${tenant.name} is set up` }),

  "workspace-connected": ({ workspace, platform }) => ({
    tone: "success",
    title: `${workspace.name} (${platformName(platform)}) was connected`,
  }),

  "join-code-created": ({ expiresAt }) => ({
    tone: "neutral",
    title: "A code to connect another workspace was made",
    lines: [["It works once, until ", { time: new Date(expiresAt) }, "."]],
  }),

  "registration-changed": ({ before, after }) => ({
    tone: "neutral",
    title: `Registration is now ${after}; it was ${before}`,
  }),

  "person-registered": ({ person, username, state }, readerId) => {
    const isReader = person.id === readerId;
    if (state === "pending_activation") return isReader ? waiting : toActivate(person.name, username);

    return { tone: "success", title: `${isReader ? "You are" : `${person.name} is`} registered as ${username}` };
  },

  "person-activated": ({ person }, readerId) =>
    person.id === readerId
      ? { tone: "success", title: "Your account is active", actions: [whoami] }
      : { tone: "success", title: `The account of ${person.name} is active` },

  "person-suspended": ({ person }, readerId) =>
    person.id === readerId
      ? {
          tone: "warning",
          title: "Your account is suspended",
          lines: [
            "You can look yourself up, and nothing else; nothing new starts for you. What runs goes on, and all that is yours stays.",
            "Ask an admin of this installation what it would take to lift that.",
          ],
          actions: [whoami],
        }
      : { tone: "warning", title: `The account of ${person.name} is suspended` },

  "person-reinstated": ({ person }, readerId) =>
    person.id === readerId
      ? { tone: "success", title: "Your account is active again", actions: [whoami] }
      : { tone: "success", title: `The account of ${person.name} is active again` },

  "person-away-set": ({ person, until }) => ({
    tone: "neutral",
    title: until ? `${person.name} is away` : `${person.name} is back`,
    ...(until && { lines: [["Until ", { time: new Date(until) }, "."]] }),
  }),

  "link-code-created": ({ expiresAt }) => ({
    tone: "neutral",
    title: "A code to link another chat account to yours was made",
    lines: [["It ends ", { time: new Date(expiresAt) }, ". If that was not you, give it to nobody."]],
  }),

  "identity-linked": ({ handle, platform }) => ({
    tone: "success",
    title: `${handle} on ${platformName(platform)} is now linked to your account`,
    lines: [unless],
  }),

  "email-verified": () => ({ tone: "success", title: "Your e-mail address is confirmed" }),

  "ssh-key-added": ({ key, fingerprint }) => ({
    tone: "success",
    title: `SSH key ${key.name} was added to your account`,
    lines: [[{ code: fingerprint }], unless],
  }),

  "ssh-key-removed": ({ key, fingerprint }) => ({
    tone: "neutral",
    title: `SSH key ${key.name} was removed from your account`,
    lines: [[{ code: fingerprint }], unless],
  }),
};

const waiting: Message = { tone: "neutral", title: "Your account waits for an administrator to activate it" };

function toActivate(name: string, username: string): Message {
  return {
    tone: "neutral",
    title: `${name} registered as ${username} and waits to be activated`,
    actions: [
      { label: "Activate", style: "primary", call: { command: "person activate", input: { person: username } } },
    ],
  };
}

function platformName(platform: "slack" | "discord"): string {
  return platform === "slack" ? "Slack" : "Discord";
}
