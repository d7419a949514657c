import { sealTenantNow } from "../../domain/audit/seal-audit.ts";
import { verifyAudit } from "../../domain/audit/verify-audit.ts";
import { requireTenantPermission } from "../../domain/people/tenant-authority.ts";
import { defineCommand } from "../define.ts";
import { button, count, fact } from "../words.ts";

export const auditVerify = defineCommand({
  name: ["audit", "verify"],
  title: "Verify the audit log",
  summary: "Check that nothing in the audit log was changed, removed or put in later",
  group: "Run this installation",
  permission: "audit:read",
  effect: "reads",
  args: {},
  example: "audit verify",

  async run(context) {
    await requireTenantPermission(context.db, context, "audit:read");
    await sealTenantNow(context, context.tenantId);
    const { verified, unsealed, firstBroken, newestHash } = await verifyAudit(context);
    const waiting = unsealed > 0 ? [`${count(unsealed, "newer entry waits", "newer entries wait")} to be sealed.`] : [];
    if (firstBroken === undefined) {
      return {
        tone: "success",
        title: `The audit log is intact: ${count(verified, "entry", "entries")} checked.`,
        lines: [...waiting, "Keep the newest hash elsewhere: it proves later that no entry before it was touched."],
        ...(newestHash && { facts: [fact("Newest hash", [{ code: newestHash }])] }),
        actions: [button("Show the log", "audit list")],
      };
    }
    return {
      tone: "danger",
      title: "The audit log was tampered with.",
      lines: [
        `${count(verified, "entry fits", "entries fit")}; entry ${firstBroken.sequence.toLocaleString("en-US")} ${reasons[firstBroken.reason]}.`,
        "Compare it with a backup of the database before anything else.",
      ],
      actions: [button("Show the log", "audit list")],
    };
  },
});

const reasons = {
  changed: "was changed, moved or put in later",
  missing: "is missing",
  "cut-off": "and what followed were cut off",
} as const;
