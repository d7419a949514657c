import { describe, expect, it } from "vitest";
import { createReadMarkers, isNewer } from "../../../playground/page/read-markers.ts";

const place = { personId: "bob", platform: "slack", channelId: "D1" } as const;

describe("isNewer", () => {
  it("takes the longer snowflake for the later one", () => {
    expect(isNewer("1000", "999")).toBe(true);
  });

  it("does not take a message for newer than itself", () => {
    expect(isNewer("1.000001", "1.000001")).toBe(false);
  });
});

describe("createReadMarkers", () => {
  it("never moves a mark back", () => {
    const markers = createReadMarkers();
    markers.set(place, "2.000000");
    markers.set(place, "1.000000");

    expect(markers.get(place)).toBe("2.000000");
  });

  it("restores what it gave", () => {
    const markers = createReadMarkers();
    markers.set(place, "2.000000");

    expect(createReadMarkers(markers.snapshot()).get(place)).toBe("2.000000");
  });

  it("tells nobody of a mark that did not move", () => {
    const markers = createReadMarkers({ "bob slack D1": "2.000000" });
    let told = 0;
    markers.onChange(() => (told += 1));
    markers.set(place, "2.000000");

    expect(told).toBe(0);
  });
});
