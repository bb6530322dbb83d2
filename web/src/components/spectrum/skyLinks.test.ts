import { expect, it } from "vitest";
import { skyLinks } from "./skyLinks.ts";

it("leads to the position, whatever its sign", () => {
  const links = skyLinks(83.6331, -5.39111);
  expect(links.map(({ name }) => name)).toEqual(["SIMBAD", "Gaia DR3", "Aladin Lite"]);
  for (const { href } of links) {
    const { protocol, searchParams } = new URL(href);
    expect(protocol).toBe("https:");
    expect([...searchParams.values()]).toContain("83.633100 -5.391110");
  }
  expect(new URL(skyLinks(0.5, 2)[0].href).searchParams.get("Coord")).toBe("0.500000 +2.000000");
});
