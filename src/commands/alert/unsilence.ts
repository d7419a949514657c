import { endSilence } from "../../domain/alerts/end-silence.ts";
import { listSilences } from "../../domain/alerts/list-silences.ts";
import type { SilenceView } from "../../domain/alerts/list-silences.ts";
import { refuse } from "../../domain/errors.ts";
import { isId } from "../../domain/id.ts";
import { given, required } from "../arg.ts";
import type { Kind } from "../arg.ts";
import { defineCommand } from "../define.ts";
import { CommandError } from "../problem.ts";
import type { Choice } from "../reply.ts";
import { button } from "../words.ts";

/** A running silence by words of what it silences; buttons give its id. */
const silence: Kind<string> = {
  kind: "text",
  label: "Silence",
  field: "suggested",
  alsoKnownAs: ["id"],
  read(typed, field) {
    if (isId(typed)) return given(typed);
    return {
      ok: true,
      async resolve(context) {
        const wanted = typed.toLowerCase();
        const found = (await listSilences(context)).filter((one) => wordsOf(one).includes(wanted));
        const [first, another] = found;
        if (!first) return refuse({ kind: "not-found", thing: "alert_silence", named: typed, field });
        if (!another) return first.id;
        throw new CommandError({
          kind: "ambiguous",
          field,
          typed,
          things: "silences",
          candidates: found.map(choiceOf),
        });
      },
    };
  },
  suggest: async (context) => (await listSilences(context)).map(choiceOf),
};

function choiceOf({ id, shown }: SilenceView): Choice {
  return { value: id, label: shown };
}

/** With what people type for kinds and meters. */
function wordsOf({ shown, kind, meter }: SilenceView): string {
  return `${shown} ${kind ?? ""} ${meter ?? ""}`.toLowerCase();
}

export const alertUnsilence = defineCommand({
  name: ["alert", "unsilence"],
  title: "End a silence",
  submit: "End it",
  summary: "End a silence; what it held back and is still so is told",
  group: "Alerts and announcements",
  effect: "changes",
  args: { silence: required(silence, "Which: words of what is silenced") },
  example: "alert unsilence vision",
  tells: "Whoever would have heard of what is still so.",

  async run(context, { silence: silenceId }) {
    const { shown } = await endSilence(context, { silenceId });
    return {
      tone: "success",
      title: `No longer silenced: ${shown}`,
      lines: ["What is still so is told within a minute."],
      actions: [button("Silences", "alert silences"), button("Open alerts", "alert open")],
    };
  },
});
