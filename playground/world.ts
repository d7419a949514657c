import type {
  ChannelSeed as DiscordChannelSeed,
  GuildSeed,
  PersonSeed as DiscordPersonSeed,
} from "./discord/options.ts";
import type { SlackChannelSeed, SlackPersonSeed } from "./slack/contract.ts";

/** One human, with an account on Slack, on Discord or on both. */
export interface WorldPerson {
  /** Names the person in the page's address and in its state. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** IANA zone. */
  readonly timeZone: string;
  /** One line on what makes this person worth trying. */
  readonly note: string;
  readonly slackId?: string;
  readonly discordId?: string;
  readonly isAdmin?: boolean;
  readonly discordDirectMessagesClosed?: boolean;
}

export const worldPeople: readonly WorldPerson[] = [
  {
    id: "alice",
    name: "Alice Moreau",
    email: "alice@example.com",
    timeZone: "Europe/Paris",
    note: "Runs the lab's machines. Administrator on both platforms.",
    slackId: "U0QMALICE1",
    discordId: "110000000000000001",
    isAdmin: true,
  },
  {
    id: "bob",
    name: "Bob Ekman",
    email: "bob@example.com",
    timeZone: "Europe/Stockholm",
    note: "A researcher who is about to be invited.",
    slackId: "U0QMBOB001",
    discordId: "110000000000000002",
  },
  {
    id: "chen",
    name: "Chen Li",
    email: "chen@example.com",
    timeZone: "Asia/Singapore",
    note: "Sees #gpu-ops, as Alice does.",
    slackId: "U0QMCHEN01",
    discordId: "110000000000000003",
  },
  {
    id: "dana",
    name: "Dana Okafor",
    email: "dana@example.com",
    timeZone: "Africa/Lagos",
    note: "Has direct messages closed on Discord.",
    slackId: "U0QMDANA01",
    discordId: "110000000000000004",
    discordDirectMessagesClosed: true,
  },
  {
    id: "erik",
    name: "Erik Holm",
    email: "erik@example.com",
    timeZone: "America/New_York",
    note: "Is on Slack only.",
    slackId: "U0QMERIK01",
  },
  {
    id: "farah",
    name: "Farah Aziz",
    email: "farah@example.com",
    timeZone: "Asia/Dubai",
    note: "Is on Discord only.",
    discordId: "110000000000000006",
  },
];

export const slackTeam = { id: "T0QMNORTH1", name: "Northwind Lab", domain: "northwind-lab" };
export const slackBotUserId = "U0QMBOT001";
export const slackAppId = "A0QMAPP001";
export const discordGuild: Omit<GuildSeed, "channels"> = {
  id: "120000000000000001",
  name: "Northwind Lab",
  roles: [{ id: "150000000000000001", name: "GPU operators" }],
};
export const discordApplication = {
  id: "130000000000000001",
  botUserId: "130000000000000001",
  name: "Quartermaster",
};

const topics = {
  general: "What concerns everybody",
  "gpu-ops": "Machines, queues and who may use them",
  "vision-lab": "The Vision Lab's own",
};

export const slackPeople: readonly SlackPersonSeed[] = worldPeople.flatMap((person) =>
  person.slackId === undefined
    ? []
    : {
        id: person.slackId,
        name: person.id,
        realName: person.name,
        email: person.email,
        tz: person.timeZone,
        isAdmin: person.isAdmin ?? false,
      },
);

export const slackChannels: readonly SlackChannelSeed[] = [
  {
    id: "C0QMGENRL1",
    name: "general",
    topic: topics.general,
    members: [...slackPeople.map((person) => person.id), slackBotUserId],
  },
  {
    id: "C0QMGPUOP1",
    name: "gpu-ops",
    topic: topics["gpu-ops"],
    isPrivate: true,
    members: ["U0QMALICE1", "U0QMCHEN01", slackBotUserId],
  },
  {
    id: "C0QMVISIO1",
    name: "vision-lab",
    topic: topics["vision-lab"],
    members: ["U0QMALICE1", "U0QMCHEN01", "U0QMDANA01", slackBotUserId],
  },
];

export const discordPeople: readonly DiscordPersonSeed[] = worldPeople.flatMap((person) =>
  person.discordId === undefined
    ? []
    : {
        id: person.discordId,
        username: person.id,
        globalName: person.name,
        isAdministrator: person.isAdmin ?? false,
        directMessagesClosed: person.discordDirectMessagesClosed ?? false,
      },
);

export const discordChannels: readonly DiscordChannelSeed[] = [
  { id: "140000000000000001", name: "general", topic: topics.general },
  {
    id: "140000000000000002",
    name: "gpu-ops",
    topic: topics["gpu-ops"],
    privateTo: ["110000000000000001", "110000000000000003", discordApplication.botUserId],
  },
  { id: "140000000000000003", name: "vision-lab", topic: topics["vision-lab"] },
];
