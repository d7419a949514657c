import type { ExchangeLog } from "../shared/exchange-log.ts";
import type { PageExchange } from "./protocol.ts";
import type { PageWorld } from "./state.ts";

/** What passed between the bot and either platform after these numbers, oldest first. */
export function listExchanges(
  world: PageWorld,
  after: { readonly slack: number; readonly discord: number },
): readonly PageExchange[] {
  const newer = (platform: "slack" | "discord", log: ExchangeLog) =>
    log
      .list()
      .filter((exchange) => exchange.number > after[platform])
      .map((exchange) => ({ platform, ...exchange }));

  return [...newer("slack", world.slack.exchanges), ...newer("discord", world.discord.exchanges)].sort((one, other) =>
    one.at.localeCompare(other.at),
  );
}
