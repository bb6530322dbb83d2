import { describe, expect, it } from "vitest";
import {
  formatAge,
  formatCoordinates,
  formatCount,
  formatDuration,
  formatFlux,
  formatPercent,
  formatSize,
  formatUtc,
} from "./format.ts";

describe("numbers", () => {
  it("group by thin spaces", () => {
    expect(formatCount(4136482)).toBe("4\u2009136\u2009482");
    expect(formatCount(999)).toBe("999");
  });
  it("show sizes in binary units", () => {
    expect([0, 1023, 1024, 1468006, 5e12].map(formatSize)).toEqual([
      "0 B",
      "1023 B",
      "1.0 KiB",
      "1.4 MiB",
      "4.5 TiB",
    ]);
  });
  it("show fluxes and parts, and a dash for what is unknown", () => {
    expect([0.12345, -12345, Number.NaN].map(formatFlux)).toEqual(["0.123", "−1.23e+4", "–"]);
    expect(formatPercent(0.9234)).toBe("92.3\u202f%");
  });
});

describe("times", () => {
  it("say a duration as a person does", () => {
    expect([0.85, 9.96, 59.9, 134, 11100, 187200].map(formatDuration)).toEqual([
      "850 ms",
      "10.0 s",
      "59 s",
      "2 m 14 s",
      "3 h 05 m",
      "2 d 4 h",
    ]);
    expect(formatDuration(Number.NaN)).toBe("–");
  });
  it("say an age, and the date when it is old", () => {
    const now = new Date("2026-11-22T12:00:00Z");
    const ages = ["11:59:30", "11:57:00", "07:00:00"].map((t) =>
      formatAge(new Date(`2026-11-22T${t}Z`), now),
    );
    expect(ages).toEqual(["just now", "3 min ago", "5 h ago"]);
    expect(formatAge(new Date("2026-10-01T00:00:00Z"), now)).toBe("2026-10-01");
  });
  it("write the exact time in UTC", () => {
    expect(formatUtc(new Date("2026-11-22T21:05:03.7Z"))).toBe("2026-11-22 21:05:03 UTC");
  });
});

describe("coordinates", () => {
  it("are sexagesimal, with the sign kept for small southern declinations", () => {
    expect(formatCoordinates(83.633083, 22.0145)).toBe("05 34 31.94 +22 00 52.2");
    expect(formatCoordinates(0, -0.5)).toBe("00 00 00.00 −00 30 00.0");
  });
  it("carry 59.999 seconds over", () => {
    expect(formatCoordinates(15 * (1 - 1e-9), 10 - 1e-9)).toBe("01 00 00.00 +10 00 00.0");
  });
});
