import { hasPrivateKey } from "../../domain/audit/redact.ts";
import type { Forbidden } from "../../domain/errors.ts";
import { lowestRole } from "../../domain/memberships/authority.ts";
import { isOrganizationScoped } from "../../domain/permissions.ts";
import type { Button } from "../../notifications/message.ts";
import { confirming } from "../confirm.ts";
import { printCall } from "../print.ts";
import { aRole, button } from "../words.ts";
import type { Asking } from "./explanation.ts";

/** Lets who was refused a change in an organization ask those who may; undefined where there is nothing to ask. */
export function askButton(problem: Forbidden, { call, isChange }: Asking): Button | undefined {
  const { permission, organizationId, organizationKind, whoMay } = problem;
  const [first, ...others] = whoMay;
  if (!call || !isChange || !first || !organizationId || !isOrganizationScoped(permission)) return undefined;

  // Whoever does it instead is asked anew whether they mean it.
  const kept = Object.entries(call.input).filter(([key, value]) => !confirming.includes(key) && !hasPrivateKey(value));
  const tried = printCall({ command: call.command, input: Object.fromEntries(kept) });
  const role = lowestRole(permission, organizationKind ?? "organization");
  const label = others.length === 0 ? `Ask ${first}` : `Ask ${aRole(role)}`;
  return button(label, "member ask", { org: organizationId, permission, tried });
}
