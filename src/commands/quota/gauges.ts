import { readLimitStates } from "../../domain/quotas/limit-states.ts";
import type { LimitState } from "../../domain/quotas/limit.ts";
import type { Fact } from "../../notifications/message.ts";
import { currentOrganization } from "../args/organization.ts";
import type { CommandContext } from "../define.ts";
import { fact } from "../words.ts";
import { gauge, percentOf, placeWords, usedWords } from "./words.ts";

const MOST_GAUGES = 8;

/** One gauge for each limit that binds the asker where they work, the fullest first; none for who may use nothing. */
export async function gaugeFacts(context: CommandContext): Promise<readonly Fact[]> {
  const { standing, db } = context;
  if (standing.kind !== "person" || standing.person.state !== "active") return [];
  const organizationId = currentOrganization(context)?.organizationId;
  const whose = { personId: standing.person.id, ...(organizationId && { organizationId }) };
  const [states = []] = await readLimitStates(db, context, [whose]);

  return states
    .filter(({ allowance }) => allowance !== null)
    .toSorted((one, other) => (percentOf(other) ?? 0) - (percentOf(one) ?? 0))
    .slice(0, MOST_GAUGES)
    .map((state) => gaugeFact(context, state, standing.person.id));
}

/** "GPU hours, November: 318 of 400 ▮▮▮▮▮▮▮▮▯▯ 79 %" */
function gaugeFact(context: CommandContext, state: LimitState, personId: string): Fact {
  const { subject, subjectName } = state;
  const isOwn = "personId" in subject && subject.personId === personId;
  const percent = percentOf(state);
  const share = percent === undefined ? "" : ` ${gauge(state)} ${percent} %`;
  const whose = isOwn ? "" : ` (${subjectName})`;
  return fact(`${placeWords(context, state)}${whose}`, `${usedWords(context.configuration, state)}${share}`);
}
