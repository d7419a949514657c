import { countedSubjectOf } from "../../quotas/subject-row.ts";
import type { CountedSubject } from "../../quotas/subject.ts";
import { amountWords } from "./approvals.ts";
import type { ClockLook } from "./observers.ts";

/** Something that ends by itself. */
export interface Ending {
  /** Whose business it is. */
  readonly subject: CountedSubject;
  readonly name: string;
  readonly why: string;
  readonly at: Date;
}

/** Invitations that nobody answered, grants, loans and limits that end by then. */
export async function readEnding(look: ClockLook, until: Date): Promise<readonly Ending[]> {
  return [
    ...(await invitations(look, until)),
    ...(await grants(look, until)),
    ...(await loans(look, until)),
    ...(await limits(look, until)),
  ];
}

async function invitations({ tx, context }: ClockLook, until: Date): Promise<readonly Ending[]> {
  const { tenantId, now } = context;
  const rows = await tx.invitation.findMany({
    where: { tenantId, state: "pending", expiresAt: { gt: now, lte: until } },
    select: { inviterId: true, inviteeLabel: true, expiresAt: true, organization: { select: { name: true } } },
  });
  return rows.map(({ inviterId, inviteeLabel, expiresAt, organization }) => ({
    subject: { scope: "person", personId: inviterId },
    name: `Invitation of ${inviteeLabel}`,
    why: `to ${organization.name}, not answered`,
    at: expiresAt,
  }));
}

async function grants({ tx, context }: ClockLook, until: Date): Promise<readonly Ending[]> {
  const { tenantId, now, configuration } = context;
  const rows = await tx.quotaGrant.findMany({
    where: { tenantId, voidedAt: null, endedAt: null, expiresAt: { gt: now, lte: until }, effectiveAt: { lte: now } },
  });
  return rows.flatMap(({ expiresAt, meter, amount, grantedByName, ...row }) =>
    expiresAt
      ? [
          {
            subject: countedSubjectOf(row),
            name: `+${amountWords(configuration.meters, meter, amount)}`,
            why: `granted by ${grantedByName}`,
            at: expiresAt,
          },
        ]
      : [],
  );
}

async function loans({ tx, context }: ClockLook, until: Date): Promise<readonly Ending[]> {
  const { tenantId, now, configuration } = context;
  const rows = await tx.quotaLoan.findMany({
    where: { tenantId, state: "active", until: { gt: now, lte: until } },
  });
  return rows.map(({ borrowerId, meter, amount, until: at }) => ({
    subject: { scope: "organization", organizationId: borrowerId },
    name: `Loan of ${amountWords(configuration.meters, meter, amount)}`,
    why: "goes back to who lent it",
    at,
  }));
}

async function limits({ tx, context }: ClockLook, until: Date): Promise<readonly Ending[]> {
  const { tenantId, now, configuration } = context;
  const rows = await tx.quota.findMany({
    where: { tenantId, scope: { not: "role" }, until: { gt: now, lte: until } },
  });
  return rows.flatMap(({ until: at, meter, amount, setByName, ...row }) =>
    at
      ? [
          {
            subject: countedSubjectOf(row),
            name: `Limit of ${amount === null ? "no bound" : amountWords(configuration.meters, meter, amount)}`,
            why: `set by ${setByName}`,
            at,
          },
        ]
      : [],
  );
}
