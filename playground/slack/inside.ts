import type { ExchangeLog } from "../shared/exchange-log.ts";
import type { Faults } from "../shared/faults.ts";
import type { JsonObject } from "./blocks/check.ts";
import type { Delivery } from "./delivery/delivery.ts";
import type { Events } from "./delivery/events.ts";
import type { SocketMode } from "./delivery/socket-mode.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { Triggers } from "./triggers.ts";
import type { StateValues, Workspace } from "./workspace.ts";

/** The parts of a running local Slack, as they know each other. */
export interface Inside {
  readonly workspace: Workspace;
  readonly faults: Faults;
  readonly log: ExchangeLog;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly delivery: Delivery;
  readonly events: Events;
  readonly socketMode: SocketMode;
  /** What a person chose in a message's elements, by person and message. */
  readonly messageStates: Map<string, StateValues>;
  /** What the bot last suggested for an external select, by person, place and action id. */
  readonly suggestions: Map<string, readonly JsonObject[]>;
}
