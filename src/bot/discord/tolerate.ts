/**
 * Fills in what discord.js takes for granted in an interaction: it throws where one of these is missing,
 * as it may be from other servers that speak Discord's protocol, and the throw would end the process.
 */
export function tolerateInteraction(packet: unknown): void {
  if (!isRecord(packet) || packet["t"] !== "INTERACTION_CREATE" || !isRecord(packet["d"])) return;
  const interaction = packet["d"];
  interaction["entitlements"] ??= [];
  interaction["authorizing_integration_owners"] ??= {};
  interaction["app_permissions"] ??= "0";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
