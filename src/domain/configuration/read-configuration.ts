import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Meter } from "../meters/meter.ts";
import { alertSettingsOf } from "./alert-settings.ts";
import { builtInConfiguration } from "./built-in.ts";
import type { Configuration } from "./configuration.ts";
import { createReader } from "./reader.ts";
import type { Finding, Reader } from "./reader.ts";
import { readMeters } from "./read-meters.ts";
import { readPlans } from "./read-plans.ts";
import { readAccelerators, readUsageFactors } from "./read-rates.ts";
import { fileSchema, settingSchemas as schemas, unknown } from "./schema.ts";
import { warnOfWindows } from "./warnings.ts";
import { webhookSettingsOf } from "./webhook-settings.ts";
import { readYaml } from "./yaml.ts";
import type { Fault, Path, Place } from "./yaml.ts";

export type ConfigurationRead =
  | { readonly ok: true; readonly configuration: Configuration }
  /** A line each, with file, line, column and path. */
  | { readonly ok: false; readonly problems: readonly string[] };

interface Naming {
  /** As people know it: "quartermaster.yml". */
  readonly file: string;
  readonly loadedAt: Date;
}

/** Who reads more mends the first ones first. */
const MOST_PROBLEMS = 30;

/** SHA-256 of the text, hex. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Reads a whole file; all that is wrong with it is found at once. What it leaves out is as if there were no file. */
export function readConfiguration(text: string, { file, loadedAt }: Naming): ConfigurationRead {
  const yaml = readYaml(text);
  if (!yaml.ok) return { ok: false, problems: bounded(yaml.faults.map((fault) => lineOf(file, fault))) };

  const reader = createReader();
  // An empty file is an empty mapping.
  const settings = interpreted(reader, yaml.value === null || yaml.value === "" ? {} : yaml.value);
  const lines = (findings: readonly Finding[]) => inOrder(findings, yaml.place).map((fault) => lineOf(file, fault));
  if (reader.faults.length > 0) return { ok: false, problems: bounded(lines(reader.faults)) };

  const warnings = lines(reader.warnings);
  const source = { file, loadedAt, hash: hashOf(text), ...(warnings.length > 0 && { warnings }) };
  return { ok: true, configuration: { ...settings, source } };
}

function bounded(lines: readonly string[]): readonly string[] {
  const more = lines.length - MOST_PROBLEMS;
  return more > 0 ? [...lines.slice(0, MOST_PROBLEMS), `and ${more.toLocaleString("en-US")} more`] : lines;
}

type Settings = Omit<Configuration, "source">;

function interpreted(reader: Reader, value: unknown): Settings {
  const { source: _source, ...builtIn } = builtInConfiguration(new Date(0));
  const file: Readonly<Record<string, unknown>> = reader.read(fileSchema, value, []) ?? knownOf(value);
  const get = <Schema extends z.ZodType, Otherwise>(
    key: string,
    schema: Schema,
    otherwise: Otherwise,
  ): z.output<Schema> | Otherwise => {
    if (file[key] === undefined) return otherwise;
    return reader.read(schema, file[key], [key]) ?? otherwise;
  };

  const currency = currencyOf(reader, get("currency", schemas.currency, builtIn.currency));
  const meters = readMeters(reader, get("meters", schemas.meters, {}), currency);
  const given = get("plans", schemas.plans, undefined);
  const { plans, defaultPlan } = given ? readPlans(reader, given, meters) : builtIn;
  warnOfWindows(reader, plans, meters);
  const denialText = get("denial_text", schemas.denial_text, builtIn.denialText);
  return {
    timeZone: timeZoneOf(reader, get("time_zone", schemas.time_zone, builtIn.timeZone)),
    weekStartsOn: get("week_starts_on", schemas.week_starts_on, builtIn.weekStartsOn),
    currency,
    reload: get("reload", schemas.reload, builtIn.reload),
    meters,
    ...(denialText !== undefined && { denialText }),
    accelerators: readAccelerators(reader, get("accelerators", schemas.accelerators, {}), meters),
    usageFactors: readUsageFactors(reader, get("usage_factors", schemas.usage_factors, []), meters),
    plans,
    defaultPlan,
    keepEventsDays: get("keep_events_days", schemas.keep_events_days, builtIn.keepEventsDays),
    fairShare: fairShareOf(reader, get("fair_share", schemas.fair_share, {}), { builtIn, meters }),
    requests: requestsOf(reader, get("requests", schemas.requests, {}), builtIn),
    alerts: alertSettingsOf(get("alerts", schemas.alerts, {}), builtIn.alerts),
    webhooks: webhookSettingsOf(get("webhooks", schemas.webhooks, {}), builtIn.webhooks),
  };
}

/** A file with an unknown setting is wrong, and yet its others are looked at. */
function knownOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function timeZoneOf(reader: Reader, zone: string): string {
  try {
    if (/^[A-Za-z]/u.test(zone)) return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    // Said below.
  }
  reader.fault(["time_zone"], "should be a time zone, such as Europe/Berlin");
  return "UTC";
}

function currencyOf(reader: Reader, currency: string): string {
  if (!Intl.supportedValuesOf("currency").includes(currency)) {
    reader.fault(["currency"], "should be a currency of ISO 4217, such as EUR");
  }
  return currency;
}

interface Around {
  readonly builtIn: Settings;
  readonly meters: readonly Meter[];
}

function fairShareOf(
  reader: Reader,
  { meter = "gpu_hours", half_life_days, entry_penalty }: FairShareText,
  { builtIn, meters }: Around,
): Configuration["fairShare"] {
  const found = meters.find(({ name }) => name === meter);
  if (!found)
    reader.fault(
      ["fair_share", "meter"],
      unknown(
        meter,
        meters.map(({ name }) => name),
      ),
    );
  if (found?.kind === "gauge") reader.fault(["fair_share", "meter"], "should be a meter that adds up over time");
  return {
    meter,
    halfLifeDays: half_life_days ?? builtIn.fairShare.halfLifeDays,
    entryPenalty: entry_penalty ?? builtIn.fairShare.entryPenalty,
  };
}

interface FairShareText {
  readonly meter?: string | undefined;
  readonly half_life_days?: number | undefined;
  readonly entry_penalty?: boolean | undefined;
}

interface RequestsText {
  readonly longest_grant_days?: number | undefined;
  readonly answer_within_hours?: number | undefined;
  readonly escalate_after_hours?: number | undefined;
  readonly approvals?: number | undefined;
  readonly denials?: number | undefined;
}

function requestsOf(reader: Reader, text: RequestsText, { requests }: Settings): Configuration["requests"] {
  const answerWithinHours = text.answer_within_hours ?? requests.answerWithinHours;
  const escalateAfterHours = text.escalate_after_hours ?? Math.min(requests.escalateAfterHours, answerWithinHours);
  if (escalateAfterHours > answerWithinHours) {
    reader.warn(["requests", "escalate_after_hours"], "is longer than answer_within_hours: nobody else is ever asked");
  }
  return {
    longestGrantDays: text.longest_grant_days ?? requests.longestGrantDays,
    answerWithinHours,
    escalateAfterHours,
    approvals: text.approvals ?? requests.approvals,
    denials: text.denials ?? requests.denials,
  };
}

function inOrder(findings: readonly Finding[], place: (path: Path) => Place): readonly Fault[] {
  return findings
    .map((finding) => ({ ...finding, place: place(finding.path) }))
    .toSorted((one, other) => one.place.line - other.place.line || one.place.column - other.place.column);
}

/** "quartermaster.yml:14:7 plans[1].limits.gpu_hours.window: should be a window, such as month". */
function lineOf(file: string, { path, place, says }: Fault): string {
  const at = `${file}:${place.line}:${place.column}`;
  return path.length === 0 ? `${at} ${says}` : `${at} ${printPath(path)}: ${says}`;
}

function printPath(path: Path): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index > 0 ? "." : ""}${String(step)}`))
    .join("");
}
