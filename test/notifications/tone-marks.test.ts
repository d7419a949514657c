import { expect, it } from "vitest";
import { toneMarks } from "../../src/notifications/tone-marks.ts";

it("tells every tone from the others without colour", () => {
  const marks = Object.values(toneMarks);

  expect(new Set(marks).size).toBe(marks.length);
});
