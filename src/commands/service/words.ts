import type { ServiceAccount } from "../../domain/service-accounts/service-account.ts";

/** "Chen Wei", or that nobody does now, and who is told instead. */
export function responsibleWords({ responsible, isAnsweredFor }: ServiceAccount): string {
  return isAnsweredFor ? responsible.name : `${responsible.name}, no longer active here: its owners or admins are told`;
}
