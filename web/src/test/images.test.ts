import { readdirSync, readFileSync, statSync } from "node:fs";
import { expect, it } from "vitest";
import { IMAGES, MOST_BYTES } from "../../e2e/images.ts";

const ROOT = `${import.meta.dirname}/../../..`;
const IMAGES_HERE = `${ROOT}/docs/images`;

/** Names of the images of docs/images that a text shows. */
function shownBy(path: string): string[] {
  const text = readFileSync(`${ROOT}/${path}`, "utf8");
  return [...text.matchAll(/!\[[^\]]*\]\((?:docs\/)?images\/([^)]+)\)/g)].map(([, name]) => name);
}

it("shows the images that the script makes, all of them and no others", () => {
  const texts = readdirSync(`${ROOT}/docs`).filter((name) => name.endsWith(".md"));
  const shown = new Set(["README.md", ...texts.map((name) => `docs/${name}`)].flatMap(shownBy));
  expect([...shown].sort()).toEqual([...IMAGES].sort());
});

it("keeps each of them, none else, and none that is big", () => {
  expect(readdirSync(IMAGES_HERE).sort()).toEqual([...IMAGES].sort());
  const big = IMAGES.filter((name) => statSync(`${IMAGES_HERE}/${name}`).size > MOST_BYTES);
  expect(big).toEqual([]);
});
