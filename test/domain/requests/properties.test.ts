import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { approveRequest } from "../../../src/domain/requests/approve-request.ts";
import { cancelRequest } from "../../../src/domain/requests/cancel-request.ts";
import { createRequest } from "../../../src/domain/requests/create-request.ts";
import { denyRequest } from "../../../src/domain/requests/deny-request.ts";
import { expireRequests } from "../../../src/domain/requests/expire-requests.ts";
import { endOfGrant } from "../../../src/domain/requests/terms.ts";
import type { RequestState } from "../../../src/storage/generated/enums.ts";
import { anOrganization, aPerson, aTenant, contextOf, DAY, later, NOON, systemWorld } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aLimit, GPU, hours } from "../../support/limited.ts";

const database = useDatabase();
const HOUR = 60 * 60 * 1000;

const acts = ["approve", "deny", "cancel", "expire", "approve own"] as const;
type Act = (typeof acts)[number];

const becomes: Readonly<Record<Act, RequestState>> = {
  approve: "approved",
  deny: "denied",
  cancel: "cancelled",
  expire: "expired",
  "approve own": "pending",
};

interface Step {
  readonly act: Act;
  /** After the request was made; it ends after 72. */
  readonly hours: number;
}

async function aRequest() {
  const world = await aTenant(database.db);
  const alice = await aPerson(world, { name: "Alice Moreau", role: "super_admin" });
  const bob = await aPerson(world, { name: "Bob Ekman", role: "super_admin" });
  const lab = await anOrganization(world, {
    members: [
      [alice, "owner"],
      [bob, "admin"],
    ],
  });
  await aLimit(world, { scope: "member", organizationId: lab.id, personId: bob.id }, { hours: 50 });
  const wish = { organizationId: lab.id, for: "me", meter: GPU, amount: hours(10), until: later(30 * DAY) } as const;
  const { request } = await createRequest(contextOf(world, bob), { ...wish, reason: "sweep" });
  const requestId = request.id;
  const run: Readonly<Record<Act, (now: Date) => Promise<unknown>>> = {
    approve: (now) => approveRequest(contextOf(world, alice, { now }), { requestId }),
    deny: (now) => denyRequest(contextOf(world, alice, { now }), { requestId, reason: "no" }),
    cancel: (now) => cancelRequest(contextOf(world, bob, { now }), { requestId }),
    expire: (now) => expireRequests(systemWorld(world.db, now)),
    "approve own": (now) => approveRequest(contextOf(world, bob, { now }), { requestId }),
  };
  const state = async () => (await world.db.quotaRequest.findUniqueOrThrow({ where: { id: requestId } })).state;
  const grants = () => world.db.quotaGrant.count({ where: { requestId } });
  return { run, state, grants };
}

/** How a request ends by the rules, if these are tried one after another. */
function endOf(steps: readonly Step[]): RequestState {
  for (const { act, hours: passed } of steps) {
    const isOver = passed >= 72;
    if (act === "expire" && isOver) return "expired";
    if (act !== "expire" && act !== "approve own" && !isOver) return becomes[act];
  }
  return "pending";
}

describe("a request", () => {
  it("ends once, as the first that may end it says, whatever is tried and when", async () => {
    const step = fc.record({ act: fc.constantFrom(...acts), hours: fc.integer({ min: 0, max: 100 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
        const { run, state, grants } = await aRequest();
        for (const { act, hours: passed } of steps) await run[act](later(passed * HOUR)).catch(() => undefined);

        const ended = await state();
        expect(ended).toBe(endOf(steps));
        expect(await grants()).toBe(ended === "approved" ? 1 : 0);
      }),
      { numRuns: 15 },
    );
  });
});

describe("endOfGrant", () => {
  it("is the earliest of what was asked for, what is allowed, and what the giver has", () => {
    const days = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(fc.option(days), fc.option(days), days, fc.option(days), (until, length, longest, authority) => {
        const end = endOfGrant(
          { until: until === null ? null : later(until * DAY), lengthMs: length === null ? undefined : length * DAY },
          NOON,
          { longestGrantDays: longest, authorityUntil: authority === null ? null : later(authority * DAY) },
        );
        const asked = length ?? until;
        const bounds = [asked, longest, authority].filter((one) => one !== null);
        expect(end).toEqual(later(Math.min(...bounds) * DAY));
      }),
    );
  });
});
