import type { Tone } from "./message.ts";

/** Before a title, on every platform and in mail: says by its shape, without colour, what the words below say. */
export const toneMarks: Readonly<Record<Tone, string>> = {
  neutral: "",
  success: "✓ ",
  warning: "⚠ ",
  danger: "‼ ",
  refusal: "✗ ",
};
