import type { PersonState, PlatformRole, Registration } from "../../storage/generated/enums.ts";
import type { Problem } from "../errors.ts";

interface Arrival {
  /** Whether somebody has registered before. */
  readonly claimed: boolean;
  readonly registration: Registration;
  /** Comes by accepting an invitation to an organization that makes accounts ("create"). */
  readonly broughtIn: boolean;
}

/** How somebody enters: the first as Super Admin, later ones as registration allows. */
export function entryOf({
  claimed,
  registration,
  broughtIn,
}: Arrival): { readonly state: PersonState; readonly role: PlatformRole } | { readonly problem: Problem } {
  if (!claimed) return { state: "active", role: "super_admin" };
  if (broughtIn || registration === "open") return { state: "active", role: "regular" };
  if (registration === "restricted") return { state: "pending_activation", role: "regular" };

  return { problem: { kind: "registration-closed" } };
}
