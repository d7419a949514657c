import type { APIApplicationCommand } from "discord-api-types/v10";
import * as z from "zod";
import { command } from "../../schema/command.ts";
import { parseForm } from "../../schema/form.ts";
import {
  commandsIn,
  deleteCommand,
  findCommand,
  overwriteCommands,
  replaceCommand,
  upsertCommand,
  withoutLocalizations,
} from "../../world/commands.ts";
import type { Scope } from "../../world/commands.ts";
import { parameter } from "../call.ts";
import type { Call, Route } from "../call.ts";
import { refusal } from "../errors.ts";

const GLOBAL = "/applications/:application_id/commands";
const GUILD = "/applications/:application_id/guilds/:guild_id/commands";

/** Registering commands, globally and per guild. */
export const commandRoutes: readonly Route[] = [GLOBAL, GUILD].flatMap((path): Route[] => [
  { method: "GET", path, handle: (call) => ({ body: listed(call, commandsIn(call.world, scopeOf(call))) }) },
  {
    method: "POST",
    path,
    handle: (call) => {
      const { command: created, isNew } = upsertCommand(call.world, scopeOf(call), parseForm(command, call.body));
      announce(call);
      return { status: isNew ? 201 : 200, body: created };
    },
  },
  {
    method: "PUT",
    path,
    handle: (call) => {
      const commands = overwriteCommands(call.world, scopeOf(call), parseForm(z.array(command), call.body));
      announce(call);
      return { body: commands };
    },
  },
  {
    method: "GET",
    path: `${path}/:command_id`,
    handle: (call) => ({ body: findCommand(call.world, scopeOf(call), parameter(call, "command_id")) }),
  },
  {
    method: "PATCH",
    path: `${path}/:command_id`,
    handle: (call) => {
      const present = findCommand(call.world, scopeOf(call), parameter(call, "command_id"));
      const merged = typeof call.body === "object" ? { ...present, ...call.body } : call.body;
      const body = parseForm(command, merged);
      announce(call);
      return { body: replaceCommand(call.world, scopeOf(call), { id: present.id, body }) };
    },
  },
  {
    method: "DELETE",
    path: `${path}/:command_id`,
    handle: (call) => {
      deleteCommand(call.world, scopeOf(call), parameter(call, "command_id"));
      announce(call);
      return undefined;
    },
  },
]);

function scopeOf(call: Call): Scope {
  if (parameter(call, "application_id") !== call.world.application.id) throw refusal("unknownApplication");
  const guildId = call.parameters["guild_id"];
  if (guildId === undefined) return "global";
  if (!call.world.guilds.has(guildId)) throw refusal("missingAccess");
  return guildId;
}

function listed(call: Call, commands: readonly APIApplicationCommand[]): readonly APIApplicationCommand[] {
  return call.query.get("with_localizations") === "true" ? commands : commands.map(withoutLocalizations);
}

function announce(call: Call): void {
  call.world.changed([...call.world.people.keys()]);
}
