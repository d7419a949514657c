import type { SlackJson } from "../seen.ts";
import { botUserPayload, userPayload } from "../people-payloads.ts";
import { SlackProblem } from "../problem.ts";
import type { Call, Methods } from "./method.ts";
import { pageOf } from "./pages.ts";

function described({ inside }: Call, userId: string): SlackJson {
  const { workspace } = inside;
  if (userId === workspace.options.app.botUserId) return botUserPayload(workspace);

  const person = workspace.people.get(userId);
  if (person === undefined) throw new SlackProblem("user_not_found");
  return userPayload(workspace, person);
}

function info(call: Call): SlackJson {
  return { user: described(call, call.args.requireText("user")) };
}

function list(call: Call): SlackJson {
  const { workspace } = call.inside;
  const page = pageOf([...workspace.people.keys(), workspace.options.app.botUserId], call.args);
  const cache_ts = Math.floor(workspace.now() / 1_000);
  return { members: page.items.map((userId) => described(call, userId)), cache_ts, ...page.metadata };
}

/** Deactivated people are not found by their address. */
function lookupByEmail({ inside, args }: Call): SlackJson {
  const email = args.requireText("email").toLowerCase();
  const person = [...inside.workspace.people.values()].find((other) => other.email.toLowerCase() === email);
  if (person === undefined || person.deactivated === true) throw new SlackProblem("users_not_found");
  return { user: userPayload(inside.workspace, person) };
}

function profile(call: Call): SlackJson {
  const userId = call.args.text("user") ?? call.inside.workspace.options.app.botUserId;
  return { profile: described(call, userId)["profile"] };
}

function teamInfo({ inside }: Call): SlackJson {
  const { team } = inside.workspace.options;
  const url = `https://${team.domain}.slack.com/`;
  return { team: { id: team.id, name: team.name, domain: team.domain, url, email_domain: "", icon: {} } };
}

function botInfo({ inside, args }: Call): SlackJson {
  const { botId, options } = inside.workspace;
  const asked = args.text("bot") ?? botId;
  if (asked !== botId) throw new SlackProblem("bot_not_found");
  const { app } = options;
  return {
    bot: { id: botId, deleted: false, name: app.name, updated: 0, app_id: app.id, user_id: app.botUserId, icons: {} },
  };
}

function authTest({ inside, token }: Call): SlackJson {
  const { botId, options } = inside.workspace;
  const { app, team } = options;
  if (token === "app") return { app_name: app.name, app_id: app.id };
  return {
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: app.name.toLowerCase(),
    team_id: team.id,
    user_id: app.botUserId,
    bot_id: botId,
    is_enterprise_install: false,
  };
}

function openConnection({ inside }: Call): SlackJson {
  return { url: inside.socketMode.makeAddress() };
}

export const peopleMethods: Methods = {
  "users.info": { token: "bot", scopes: ["users:read"], tier: 4, run: info },
  "users.list": { token: "bot", scopes: ["users:read"], tier: 2, run: list },
  "users.lookupByEmail": { token: "bot", scopes: ["users:read.email"], tier: 3, run: lookupByEmail },
  "users.profile.get": { token: "bot", scopes: ["users.profile:read"], tier: 4, run: profile },
  "team.info": { token: "bot", scopes: ["team:read"], tier: 3, run: teamInfo },
  "bots.info": { token: "bot", scopes: ["users:read"], tier: 3, run: botInfo },
  "auth.test": { token: "either", scopes: [], tier: "unlimited", run: authTest },
  "apps.connections.open": { token: "app", scopes: ["connections:write"], tier: 1, run: openConnection },
};
