import type { Accelerator } from "../../src/domain/rates/accelerator.ts";
import { weekdays } from "../../src/domain/rates/usage-factor.ts";
import type { UsageFactor } from "../../src/domain/rates/usage-factor.ts";

export const h100: Accelerator = { name: "h100", label: "H100", memory: "80 GB", rates: { gpu_hours: 25_000 } };
export const t4: Accelerator = { name: "t4", label: "T4", rates: { gpu_hours: 3_333 } };

/** GPU hours count half from 20:00 to 06:00. */
export const nights: UsageFactor = {
  label: "Nights",
  meter: "gpu_hours",
  from: 20 * 60,
  to: 6 * 60,
  on: weekdays,
  factor: 5_000,
};
