import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { acknowledgeAlert } from "../../../src/domain/alerts/acknowledge-alert.ts";
import { endSilences } from "../../../src/domain/alerts/end-silence.ts";
import { evaluateClock } from "../../../src/domain/alerts/evaluate-clock.ts";
import { evaluateTouched } from "../../../src/domain/alerts/evaluate.ts";
import { levelsOf } from "../../../src/domain/alerts/levels.ts";
import { releaseHeldAlerts } from "../../../src/domain/alerts/release-held.ts";
import { silenceAlerts } from "../../../src/domain/alerts/silence-alerts.ts";
import { builtInConfiguration } from "../../../src/domain/configuration/built-in.ts";
import { contextOf } from "../../support/builders.ts";
import { useDatabase } from "../../support/database.ts";
import { aLab, limit, use } from "./alerts-site.ts";
import type { Lab, Site } from "./alerts-site.ts";
import { Crash, crashingAt } from "./crashing.ts";

const database = useDatabase(20);
const DAY = 86_400_000;
const HOUR = 3_600_000;

type Command =
  | { readonly do: "use"; readonly amount: number }
  | { readonly do: "limit"; readonly amount: bigint }
  | { readonly do: "evaluate"; readonly amount: number; readonly crashes: readonly number[]; readonly at: number }
  | { readonly do: "next window" | "silence" | "acknowledge" | "clock" };

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant("use" as const), amount: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("limit" as const), amount: fc.bigInt(50n, 300n) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("evaluate" as const),
      amount: fc.integer({ min: 0, max: 25 }),
      crashes: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 3 }),
      at: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("next window" as const, "silence", "acknowledge", "clock") }),
  },
);

const kinds = {
  overage: [100],
  quota: [50, 80, 95],
} as const;

/** What has to be told, worked out from what was used and allowed when it was looked at. */
class Expected {
  readonly told: string[] = [];
  #known: Record<string, ReadonlySet<number>> = {};
  #firing: Record<string, number | undefined> = {};

  look(value: bigint, allowed: bigint): void {
    for (const [kind, percents] of Object.entries(kinds)) this.#lookAt(kind, percents, { value, allowed });
  }

  #lookAt(kind: string, percents: readonly number[], { value, allowed }: { value: bigint; allowed: bigint }): void {
    const thresholds = percents.map((percent) => ({ of: "used", percent }) as const);
    const levels = levelsOf({ thresholds, limit: allowed, isSoft: false, value, amountWords: String });
    const isLeft = (index: number) => value < (levels[index]?.clearAt ?? 0n);
    const known = new Set([...(this.#known[kind] ?? [])].filter((index) => !isLeft(index)));
    const fresh = levels.flatMap(({ at }, index) => (value >= at && !known.has(index) ? [index] : []));
    fresh.forEach((index) => known.add(index));
    this.#known[kind] = known;
    const firing = this.#firing[kind];
    if (fresh.length > 0) {
      const highest = Math.max(...fresh);
      this.told.push(`${kind} ${firing === undefined ? "fired" : "raised"} ${highest}`);
      this.#firing[kind] = highest;
    } else if (firing !== undefined && isLeft(firing)) {
      this.told.push(`${kind} resolved ${firing}`);
      this.#firing[kind] = undefined;
    }
  }

  newWindow(): void {
    for (const [kind, firing] of Object.entries(this.#firing)) {
      if (firing !== undefined) this.told.push(`${kind} resolved ${firing}`);
    }
    this.#known = {};
    this.#firing = {};
  }
}

class Run {
  readonly expected = new Expected();
  readonly lab: Lab;
  #now: Date;
  #used = 0n;
  #allowed = 100n;
  #isTouched = false;

  constructor(lab: Lab) {
    this.lab = lab;
    this.#now = lab.site.now;
  }

  get site(): Site {
    return { ...this.lab.site, now: this.#now };
  }

  async do(one: Command): Promise<void> {
    // Time goes by between any two things.
    this.#now = new Date(this.#now.getTime() + 1_000);
    switch (one.do) {
      case "use":
        return this.#use(one.amount);
      case "limit":
        await limit(this.site, this.lab.pool, one.amount, { window: "day" });
        this.#allowed = one.amount;
        this.#isTouched = true;
        return;
      case "evaluate":
        if (one.amount > 0) await this.#use(one.amount);
        return this.#evaluate(one);
      case "clock":
        await this.#evaluate({ crashes: [], at: 1 });
        await evaluateClock(this.site);
        return;
      case "next window":
        await this.#evaluate({ crashes: [], at: 1 });
        this.#now = new Date((Math.floor(this.#now.getTime() / DAY) + 1) * DAY + HOUR);
        this.#used = 0n;
        await evaluateClock(this.site);
        this.expected.newWindow();
        return;
      case "silence":
        await silenceAlerts(this.#alice(), { subject: this.lab.pool, until: new Date(this.#now.getTime() + HOUR) });
        return;
      case "acknowledge":
        return this.#acknowledge();
    }
  }

  async #use(amount: number): Promise<void> {
    await use(this.lab, amount, this.site);
    this.#used += BigInt(amount);
    this.#isTouched = true;
  }

  async #evaluate({ crashes, at }: { readonly crashes: readonly number[]; readonly at: number }): Promise<void> {
    for (const statement of crashes) {
      const db = crashingAt(database.db, statement);
      await evaluateTouched({ ...this.site, db }).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
    }
    await Promise.all(Array.from({ length: at }, () => evaluateTouched(this.site)));
    await evaluateTouched(this.site);
    if (this.#isTouched) this.expected.look(this.#used, this.#allowed);
    this.#isTouched = false;
  }

  async #acknowledge(): Promise<void> {
    const { tenantId } = this.site;
    const where = { tenantId, phase: "firing", acknowledgedAt: null } as const;
    const open = await database.db.alert.findFirst({ where, orderBy: { id: "desc" } });
    if (open) await acknowledgeAlert(this.#alice(), { alertId: open.id });
  }

  #alice() {
    return {
      ...contextOf(this.lab.tenant, this.lab.alice, { now: this.#now }),
      configuration: builtInConfiguration(this.#now),
    };
  }

  /** Lets the silences pass and what they held back be told. */
  async finish(): Promise<void> {
    await this.#evaluate({ crashes: [], at: 2 });
    this.#now = new Date(this.#now.getTime() + 2 * HOUR);
    await endSilences(this.site);
    await releaseHeldAlerts(this.site);
  }
}

const changes = new Set(["fired", "raised", "resolved"]);

async function stepsOf({ tenantId }: Site): Promise<readonly string[]> {
  const [steps, alerts] = await Promise.all([
    database.db.alertStep.findMany({ where: { tenantId }, orderBy: [{ at: "asc" }, { id: "asc" }] }),
    database.db.alert.findMany({ where: { tenantId } }),
  ]);
  const kindOf = new Map(alerts.map(({ id, kind }) => [id, kind]));
  return steps
    .filter(({ kind }) => changes.has(kind))
    .map(({ alertId, kind, level }) => `${kindOf.get(alertId) ?? ""} ${kind} ${level ?? ""}`);
}

/** Levels that fired and that Alice, who answers for the lab, was told of other than once. */
async function wronglyTold({ lab: { alice }, site }: Run): Promise<readonly unknown[]> {
  return database.db.$queryRaw`
    SELECT s.alert_id, s.level, count(t.id)::int AS told FROM (
      SELECT DISTINCT alert_id, level FROM alert_step WHERE tenant_id = ${site.tenantId}::uuid AND kind IN ('fired', 'raised')
    ) s LEFT JOIN alert_told t ON t.alert_id = s.alert_id AND t.level = s.level AND t.recipient = ${`person:${alice.id}`}
    GROUP BY 1, 2 HAVING count(t.id) <> 1`;
}

const byKind = (lines: readonly string[]) => Map.groupBy(lines, (line) => line.split(" ")[0]);

describe("evaluateTouched", () => {
  it("has each level told once in each firing, and never not at all, whatever happens", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
        const lab = await aLab(database.db);
        await limit(lab.site, lab.pool, 100n, { window: "day" });
        const run = new Run(lab);
        for (const one of commands) await run.do(one);
        await run.finish();

        // Both kinds are told in one transaction: only their own order is certain.
        expect(byKind(await stepsOf(run.site))).toEqual(byKind(run.expected.told));
        expect(await wronglyTold(run)).toEqual([]);
        expect(
          await database.db.$queryRaw`SELECT FROM usage_touched WHERE tenant_id = ${run.site.tenantId}::uuid`,
        ).toEqual([]);
      }),
      { numRuns: 30, interruptAfterTimeLimit: 90_000 },
    );
  }, 150_000);
});
