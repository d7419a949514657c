import { previewReload, reloadConfiguration } from "../../domain/configuration/reload-configuration.ts";
import type { Reloaded } from "../../domain/configuration/reload-configuration.ts";
import { reloadImpact } from "../../domain/configuration/reload-impact.ts";
import { arg } from "../args.ts";
import { defineCommand } from "../define.ts";
import type { CommandContext } from "../define.ts";
import { button, count } from "../words.ts";
import { alertLines } from "../quota/alerts-fired.ts";
import { originOf } from "./list.ts";
import { consequences } from "./words.ts";

const MOST_LINES = 20;

export const planReload = defineCommand({
  name: ["plan", "reload"],
  aliases: [
    ["config", "reload"],
    ["configuration", "reload"],
  ],
  title: "Load the configuration",
  submit: "Load",
  summary: "Load plans and meters from the configuration's file again",
  details:
    "What changes is shown first, and who would be over a limit because of it. A file with a mistake is not loaded; what is in use stays.",
  group: "Run this installation",
  permission: "plan:reload",
  effect: "changes",
  tried: "question",
  args: {
    version: arg.text("Only this version of the file", { optional: true, keyed: true, unasked: true }),
  },
  example: "plan reload",

  async confirm(context) {
    const preview = await previewReload(context);
    if (!preview.changed) return undefined;
    const { impact, alerts } = await effectOf(context, preview);
    return {
      title: `Load ${preview.file}? It makes ${count(preview.changes.length, "change", "changes")}.`,
      lines: [...shown(preview.changes), ...consequences(context, impact), ...alerts],
      button: "Load it",
      pinned: { version: preview.configuration.source.hash },
    };
  },

  async run(context, { version }) {
    const { alerts } = await effectOf(context, await previewReload(context));
    const { file, changes, changed, configuration } = await reloadConfiguration(context, {
      ...(version && { hash: version }),
    });
    if (!changed)
      return {
        tone: "neutral",
        title: `${file} is in use as it is. Nothing changed.`,
        lines: [originOf(configuration.source)],
        actions: [button("Plans", "plan list")],
      };
    return {
      tone: "success",
      title: `Loaded ${file}`,
      lines: [...shown(changes), ...alerts, "The audit log keeps what changed. Other instances follow within seconds."],
      actions: [button("Plans", "plan list")],
    };
  },
});

/** Whom it puts over a limit, and which alerts fire because of it. */
async function effectOf(context: CommandContext, { configuration }: Reloaded) {
  const impact = await reloadImpact(context, configuration);
  return { impact, alerts: await alertLines({ ...context, configuration }, impact) };
}

function shown(changes: readonly string[]): readonly string[] {
  const more = changes.length - MOST_LINES;
  const lines = changes.slice(0, MOST_LINES).map((change) => `${change.charAt(0).toUpperCase()}${change.slice(1)}`);
  return more > 0 ? [...lines, `And ${count(more, "more change", "more changes")}.`] : lines;
}
