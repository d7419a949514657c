import type { Route } from "../call.ts";
import { applicationRoutes } from "./application.ts";
import { commandRoutes } from "./commands.ts";
import { guildRoutes } from "./guilds.ts";
import { interactionRoutes } from "./interactions.ts";
import { messageRoutes } from "./messages.ts";
import { threadRoutes } from "./threads.ts";

export const routes: readonly Route[] = [
  ...applicationRoutes,
  ...commandRoutes,
  ...guildRoutes,
  ...interactionRoutes,
  ...messageRoutes,
  ...threadRoutes,
];
