import type { IdleEvent } from "../../domain/alerts/idle-events.ts";
import type { Notices } from "./notice.ts";

export const idleNotices: Notices<IdleEvent["kind"]> = {
  "alert-idle-released": ({ alert, holds }) => ({
    tone: "neutral",
    title: `What ${alert.subject} held and did not use was released`,
    lines: [`${holds}.`],
  }),
  "alert-idle-kept": ({ alert, until }) => ({
    tone: "neutral",
    title: `What ${alert.subject} holds and does not use is kept`,
    lines: [["Nobody is asked about it until ", { time: new Date(until) }, "."]],
  }),
};
