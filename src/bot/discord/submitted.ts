import { ComponentType } from "discord-api-types/v10";
import { SEVERAL, WRITTEN } from "./modal.ts";

/** One control of a submitted modal. */
export interface Submitted {
  readonly customId: string;
  readonly type: ComponentType;
  readonly value?: string;
  readonly values?: readonly string[];
}

export interface SubmittedInput {
  readonly input: Readonly<Record<string, string>>;
  /** Fields that were answered twice: by a member and by an address. */
  readonly doubled: readonly string[];
}

/** What was filled in, in the words of a Call: people as "<@id>", several choices joined by commas, nothing when left empty. */
export function submittedInput(controls: readonly Submitted[]): SubmittedInput {
  const input: Record<string, string> = {};
  const doubled: string[] = [];

  for (const control of controls) {
    const name = fieldName(control.customId);
    const answer = answerOf(control);
    if (answer === "") continue;
    if (Object.hasOwn(input, name)) doubled.push(name);
    input[name] = answer;
  }
  return { input, doubled };
}

/** The field that a control belongs to. */
function fieldName(customId: string): string {
  const suffix = [WRITTEN, SEVERAL].find((end) => customId.endsWith(end)) ?? "";
  return customId.slice(0, customId.length - suffix.length);
}

function answerOf(control: Submitted): string {
  if (control.customId.endsWith(SEVERAL)) return control.values?.join(",") || "none";
  if (control.values === undefined) return control.value?.trim() ?? "";
  if (control.type === ComponentType.UserSelect) return control.values.map((id) => `<@${id}>`).join(",");
  return control.values.join(",");
}
