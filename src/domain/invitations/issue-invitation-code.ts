import { hashOfCode } from "../codes/code.ts";
import type { World } from "../context.ts";

/** Codes of one invitation that work at the same time: an e-mail sent again does not spoil the one before. */
const CODES_KEPT = 5;

/**
 * Makes the code that goes into an invitation's e-mail and proves that its reader owns the address. Only its hash is
 * kept. Undefined for an invitation that can no longer be answered.
 */
export async function issueInvitationCode(
  world: World,
  invitationId: string,
): Promise<{ readonly code: string } | undefined> {
  const code = world.newCode();
  const count = await world.db.$executeRaw`
    UPDATE invitation SET code_hashes = (array_prepend(${hashOfCode(code)}, code_hashes))[1:${CODES_KEPT}::int]
    WHERE id = ${invitationId}::uuid AND state = 'pending' AND expires_at > ${world.now}`;
  return count === 1 ? { code } : undefined;
}
