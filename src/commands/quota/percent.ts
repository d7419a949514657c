import { given, notA } from "../arg.ts";
import type { Kind } from "../arg.ts";

const MOST = 1_000;

/** A whole percentage: "10" or "10%". */
export const gracePercent: Kind<number> = {
  kind: "integer",
  label: "Grace in percent",
  field: "line",
  read(typed, field) {
    const [, digits] = /^(\d{1,4}) ?%?$/u.exec(typed) ?? [];
    const percent = Number(digits);
    return digits && percent <= MOST
      ? given(percent)
      : notA(field, typed, `a whole percentage up to ${MOST}, such as 10`);
  },
};
