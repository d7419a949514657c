import { mayKnow } from "./channels.ts";
import type { Workspace } from "./workspace.ts";

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The name as written, or shorter: people put full stops and commas after names. */
function longestKnown<Found>(
  written: string,
  find: (name: string) => Found | undefined,
): { found: Found; rest: string } | undefined {
  for (let name = written; name !== ""; name = name.replace(/[.,_-]$|[^.,_-]+$/, "")) {
    const found = find(name.toLowerCase());
    if (found !== undefined) return { found, rest: written.slice(name.length) };
  }
  return undefined;
}

function mention(workspace: Workspace, written: string): string | undefined {
  const { app } = workspace.options;
  const names = new Map([...workspace.people.values()].map((person) => [person.name.toLowerCase(), person.id]));
  names.set(app.name.toLowerCase(), app.botUserId);
  const known = longestKnown(written, (name) => names.get(name));
  if (known !== undefined) {
    const name = written.slice(0, written.length - known.rest.length);
    return `<@${known.found}|${name}>${escapeText(known.rest)}`;
  }
  return ["here", "channel", "everyone"].includes(written) ? `<!${written}>` : undefined;
}

function channelLink(workspace: Workspace, userId: string, written: string): string | undefined {
  const known = longestKnown(written, (name) =>
    [...workspace.channels.values()].find((channel) => channel.name === name && mayKnow(channel, userId)),
  );
  return known === undefined ? undefined : `<#${known.found.id}|${known.found.name}>${escapeText(known.rest)}`;
}

const tokens =
  /(?<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?<link>https?:\/\/[^\s<>]*[^\s<>.,;:!?"')\]])|(?<!\w)@(?<person>[\p{L}\p{N}._-]+)|(?<!\w)#(?<channel>[\p{L}\p{N}_-]+)/gu;

function encodeToken(
  workspace: Workspace,
  userId: string,
  groups: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { email, link, person, channel } = groups;
  if (email !== undefined) return `<mailto:${email}|${email}>`;
  if (link !== undefined) return `<${escapeText(link)}>`;
  if (person !== undefined) return mention(workspace, person);
  return channel === undefined ? undefined : channelLink(workspace, userId, channel);
}

/** What a person typed as an app receives it: names become `<@U1|ann>`, `<#C1|general>`, addresses become links.
 * `shouldLink` is the command's "escape channels, users and links"; without it only `&`, `<` and `>` are escaped. */
export function encodeTyped(
  workspace: Workspace,
  typed: string,
  options: { userId: string; shouldLink: boolean },
): string {
  if (!options.shouldLink) return escapeText(typed);

  let encoded = "";
  let end = 0;
  for (const match of typed.matchAll(tokens)) {
    const token = encodeToken(workspace, options.userId, match.groups ?? {}) ?? escapeText(match[0]);
    encoded += escapeText(typed.slice(end, match.index)) + token;
    end = match.index + match[0].length;
  }
  return encoded + escapeText(typed.slice(end));
}

/** In messages Slack writes mentions without the name: `<@U1>`. */
export function encodeMessage(workspace: Workspace, typed: string, userId: string): string {
  return encodeTyped(workspace, typed, { userId, shouldLink: true }).replaceAll(/<@(\w+)\|[^>]*>/g, "<@$1>");
}
