import { SlackProblem } from "./problem.ts";
import type { Workspace } from "./workspace.ts";

/** docs.slack.dev/interactivity/handling-user-interaction: a trigger lasts three seconds and one exchange. */
const triggerLifeMs = 3_000;

interface Trigger {
  readonly userId: string;
  /** The view in which the act happened, for `views.push`. */
  readonly viewId?: string;
}

export interface Triggers {
  issue(trigger: Trigger): string;
  /** Gives what was issued, once; a refusal is one of Slack's three names. */
  exchange(triggerId: string): Trigger;
}

export function createTriggers(workspace: Workspace): Triggers {
  const issued = new Map<string, Trigger & { readonly at: number; isUsed: boolean }>();

  return {
    issue(trigger) {
      const number = workspace.ids.ts().replace(".", "");
      const id = `${number.slice(0, 13)}.${number.slice(3)}.${workspace.ids.secret(16)}`;
      issued.set(id, { ...trigger, at: workspace.now(), isUsed: false });
      return id;
    },
    exchange(triggerId) {
      const trigger = issued.get(triggerId);
      if (trigger === undefined) throw new SlackProblem("invalid_trigger_id");
      if (trigger.isUsed) throw new SlackProblem("exchanged_trigger_id");
      if (workspace.now() - trigger.at > triggerLifeMs) throw new SlackProblem("expired_trigger_id");

      trigger.isUsed = true;
      return trigger;
    },
  };
}
