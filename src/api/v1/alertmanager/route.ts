import { z } from "zod";
import type { ExternalAlert, ExternalVerdict } from "../../../domain/alerts/external/external-alert.ts";
import { takeExternalAlerts } from "../../../domain/alerts/external/take-external.ts";
import type { ApiParts } from "../api.ts";
import { createInFlight } from "../in-flight.ts";
import { keyOf, requireKey } from "../require-key.ts";
import { problems } from "../schemas.ts";
import type { ApiScope } from "../scope.ts";

/** Each holds a connection, and in one installation they wait for each other. */
const IN_FLIGHT = { most: 4, mostOfKey: 2 };
const BODY_LIMIT = 4 * 1024 * 1024;
const MOST_ALERTS = 1_000;
const MOST_LABELS = 200;
const LONGEST_NAME = 200;
const LONGEST_VALUE = 10_000;
const LONGEST_URL = 2_000;

const texts = z
  .record(z.string().max(LONGEST_NAME), z.string().max(LONGEST_VALUE))
  .refine((named) => Object.keys(named).length <= MOST_LABELS, `At most ${MOST_LABELS} labels or annotations.`);

const alert = z.looseObject({
  status: z.enum(["firing", "resolved"]),
  labels: texts.meta({
    description:
      "organization (its short name) and person (a username, a verified address or an account such as slack:U1) say whose the alert is; severity how urgent.",
  }),
  annotations: texts.default({}).meta({ description: "summary is the card's first line; description stands below." }),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }).optional(),
  generatorURL: z.string().max(LONGEST_URL).optional(),
  fingerprint: z.string().regex(/^[0-9A-Za-z_-]{1,64}$/u, "A fingerprint is up to 64 letters and digits."),
});

const body = z
  .looseObject({
    version: z.literal("4"),
    status: z.enum(["firing", "resolved"]).optional(),
    receiver: z.string().max(LONGEST_NAME).optional(),
    externalURL: z.string().max(LONGEST_URL).optional(),
    truncatedAlerts: z.int().nonnegative().optional(),
    alerts: z.array(alert).max(MOST_ALERTS),
  })
  .meta({ id: "AlertmanagerMessage", description: "What Prometheus Alertmanager's webhook receiver sends." });

type Body = z.output<typeof body>;

const answer = z
  .object({
    received: z.int(),
    fired: z.int(),
    resolved: z.int(),
    unchanged: z.int().meta({ description: "They stood so before." }),
    own: z.int().meta({ description: "They were sent from here to an Alertmanager in the first place." }),
    off: z.int().meta({ description: "The rule for alerts of other systems is switched off." }),
    truncated: z.int().meta({ description: "Alerts that Alertmanager left out; the cards say so." }),
  })
  .meta({ id: "AlertmanagerAnswer" });

/** POST /v1/alertmanager. */
export function serveAlertmanager(scope: ApiScope, { world }: Pick<ApiParts, "world">): void {
  const inFlight = createInFlight(IN_FLIGHT);
  scope.route({
    method: "POST",
    url: "/alertmanager",
    schema: {
      operationId: "receiveAlertmanager",
      tags: ["alerts"],
      summary: "Take in the alerts of a Prometheus Alertmanager",
      description: [
        "Name this path as the url of a webhook_config, with the key as its http_config's authorization credentials.",
        "Each alert, known again by its fingerprint, becomes an alert of the kind external, with cards, acknowledging and",
        "silences as any other; the same again changes nothing. Takes version 4. Takes the scope alerts:write.",
      ].join(" "),
      security: [{ key: [] }],
      body,
      response: { 200: answer.describe("What became of them"), ...problems },
    },
    bodyLimit: BODY_LIMIT,
    onRequest: requireKey(world, "alerts:write"),
    handler: async (request) => {
      const { keyId, tenantId } = keyOf(request);
      const leave = inFlight.enter(keyId);
      try {
        const { alerts, truncatedAlerts: leftOut = 0, externalURL } = request.body;
        const taking = { tenantId, alerts: alerts.map(externalAlertOf), source: sourceOf(externalURL), leftOut };
        return counted(await takeExternalAlerts(world(), taking), leftOut);
      } finally {
        leave();
      }
    },
  });
}

function externalAlertOf({
  status,
  labels,
  annotations,
  startsAt,
  generatorURL,
  fingerprint,
}: Body["alerts"][number]): ExternalAlert {
  return {
    fingerprint,
    isFiring: status === "firing",
    // Before then nobody watched anything.
    startsAt: new Date(Math.max(0, Date.parse(startsAt))),
    labels: storable(labels),
    annotations: storable(annotations),
    link: linkOf(generatorURL),
  };
}

/** Prometheus holds any text, and an alert of which half a letter cannot be kept is told all the same. */
function storable(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([name, value]) => [storableText(name), storableText(value)]));
}

function storableText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\uFFFD");
}

/** Only what a browser opens; Prometheus leaves it empty where it knows none. */
function linkOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, href } = new URL(url);
  return protocol === "http:" || protocol === "https:" ? href : undefined;
}

function sourceOf(url: string | undefined): string {
  return linkOf(url) === undefined ? "Alertmanager" : `Alertmanager at ${new URL(url ?? "").host}`;
}

function counted(verdicts: readonly ExternalVerdict[], truncated: number): z.output<typeof answer> {
  const count = (verdict: ExternalVerdict) => verdicts.filter((one) => one === verdict).length;
  return {
    received: verdicts.length,
    fired: count("fired"),
    resolved: count("resolved"),
    unchanged: count("unchanged"),
    own: count("own"),
    off: count("off"),
    truncated,
  };
}
