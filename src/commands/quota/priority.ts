import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";

/** In which order grants are used: a whole number, lower ones first. */
export const priority: Kind<number> = {
  kind: "integer",
  label: "Priority",
  field: "line",
  read: (typed, field) =>
    /^\d{1,3}$/u.test(typed) ? given(Number(typed)) : notA(field, typed, "a whole number from 0 to 999, such as 10"),
};
