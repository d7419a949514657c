import type { Log } from "../commands/app.ts";
import type { World } from "../domain/context.ts";
import { createClaimCode } from "../domain/people/create-claim-code.ts";
import { admitWorkspace } from "../domain/workspaces/admit-workspace.ts";
import type { ArrivingWorkspace } from "../domain/workspaces/admit-workspace.ts";

export interface GateOptions {
  world(): World;
  readonly log: Log;
  /** What the first person must give: nothing (the playground), a preset code, or one that is made up and announced. */
  readonly claim: { readonly kind: "none" | "made" } | { readonly kind: "preset"; readonly code: string };
  /** Tells the operator a code that was made up. */
  announceClaimCode(code: string): void;
}

/** Where connecting workspaces come in: the first founds the tenant, others wait for their join code. */
export function openGate({ world, log, claim, announceClaimCode }: GateOptions) {
  return async (workspace: Omit<ArrivingWorkspace, "claimCode">): Promise<void> => {
    const now = world();
    const claimCode = claimCodeOf(claim, now);
    const admitted = await admitWorkspace(now, { ...workspace, ...(claimCode && { claimCode }) });
    if (!admitted) {
      const { platform, externalId } = workspace;
      const facts = { platform, externalId };
      const wish = "workspace not connected: type workspace join there";
      // The playground connects its own.
      if (claim.kind === "none") log.info(facts, wish);
      else log.warn(facts, wish);
      return;
    }
    if (admitted.founded && claim.kind === "made" && claimCode) announceClaimCode(claimCode);
    // A preset code holds from this start on, even where an earlier start made one up.
    if (!admitted.founded && claim.kind === "preset") await createClaimCode(now, { ...admitted, code: claim.code });
  };
}

function claimCodeOf(claim: GateOptions["claim"], world: World): string | undefined {
  switch (claim.kind) {
    case "none":
      return undefined;
    case "preset":
      return claim.code;
    case "made":
      return world.newCode();
  }
}
