import { alertDoctor as examine } from "../../domain/alerts/doctor.ts";
import type { Delivered, EndpointHealth, Health, RouteHealth } from "../../domain/alerts/doctor.ts";
import type { TableRow, Text } from "../../notifications/message.ts";
import { defineCommand } from "../define.ts";
import { button, count, listed } from "../words.ts";
import { channelWords, whatWords } from "./subscription-words.ts";
import { endButton } from "./subscriptions.ts";

const MOST_ROWS = 25;
const MOST_LINES = 5;

export const alertDoctor = defineCommand({
  name: ["alert", "doctor"],
  title: "Do alerts arrive?",
  summary: "Show whether alerts arrive by every route, what is wrong, and what to do",
  group: "Alerts and announcements",
  effect: "reads",
  args: {},
  example: "alert doctor",

  async run(context) {
    const health = await examine(context);
    const { routes } = health;
    const bad = faultsOf(health);
    return {
      tone: bad > 0 ? "warning" : "success",
      title: bad > 0 ? `${count(bad, "route does", "routes do")} not work as they should` : "Every route works.",
      lines: [
        ...routes.flatMap(degradedLines),
        ...health.endpoints.flatMap(endpointLines),
        ...health.people
          .slice(0, MOST_LINES)
          .map(({ name, failed, reason }): Text => [
            { strong: name },
            `: ${count(failed, "message", "messages")} did not arrive. ${reason}`,
          ]),
        ...(health.switchedOff.length > 0 ? [`Switched off: ${listed(health.switchedOff)}.`] : []),
        ...health.noisy
          .slice(0, MOST_LINES)
          .map(({ rule, suggestion }): Text => [{ strong: rule.name }, `: ${suggestion}`]),
      ],
      ...(routes.length > 0 && {
        table: {
          columns: ["Channel", "What", "State", "Messages"],
          rows: routes.slice(0, MOST_ROWS).map((route) => rowOf(route)),
        },
      }),
      actions: [
        button("Check again", "alert doctor"),
        button("Subscriptions", "alert subscriptions"),
        button("Alert rules", "alert list"),
      ],
      footer: "Messages of the last 7 days.",
    };
  },
});

function faultsOf({ routes, people, endpoints }: Health): number {
  const degraded = routes.filter(({ subscription }) => subscription.degraded !== null);
  return degraded.length + people.length + endpoints.filter((one) => one.degraded !== null).length;
}

/** What is wrong, since when, what to do, and when it is tried again by itself. */
function degradedLines({ subscription }: RouteHealth): readonly Text[] {
  const { degraded, by } = subscription;
  if (!degraded) return [];
  const again: Text = degraded.retryAt ? [" It is tried again ", { time: degraded.retryAt }, "."] : [];
  return [
    [
      { strong: channelWords(subscription) },
      ": ",
      degraded.reason,
      " Since ",
      { time: degraded.since },
      `; ${by} was told. Nothing is lost: what waits comes as one message.`,
      ...again,
    ],
  ];
}

function endpointLines({ name, degraded, failed, waiting }: EndpointHealth): readonly Text[] {
  if (!degraded) return [];
  const since: Text = degraded.since ? [" Since ", { time: degraded.since }, "."] : [];
  return [
    [
      { strong: name },
      `: ${degraded.reason} ${count(waiting, "message waits", "messages wait")}, ${failed.toLocaleString("en-US")} given up.`,
      ...since,
    ],
  ];
}

function rowOf({ subscription, delivered }: RouteHealth): TableRow {
  return {
    cells: [
      channelWords(subscription),
      whatWords(subscription),
      subscription.degraded ? "does not arrive" : "arrives",
      messagesOf(delivered, subscription.degraded ? "waiting" : "on their way"),
    ],
    actions: [endButton(subscription)],
  };
}

/** "7 sent, the last Sun 22 Nov 04:39 CET; 2 failed": only what there is. */
function messagesOf({ sent, waiting, failed, lastAt }: Delivered, how: string): Text {
  const others = [
    ...(waiting > 0 ? [`${waiting.toLocaleString("en-US")} ${how}`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString("en-US")} failed`] : []),
  ];
  const rest = others.map((words) => `; ${words}`).join("");
  if (sent === 0 || !lastAt) return `none sent${rest}`;
  return [`${sent.toLocaleString("en-US")} sent, the last `, { time: lastAt }, rest];
}
