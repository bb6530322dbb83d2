import { expect, it } from "vitest";
import { readConfigFile } from "./configFile.ts";

const read = (text: string, name = "mine.json") => readConfigFile(new File([text], name));

it("takes a JSON object", async () => {
  expect(await read('{"a": [1, 2]}')).toEqual({ config: { a: [1, 2] } });
});

it("says what is wrong with another file, by its name", async () => {
  expect((await read("SIMPLE  =  T", "a.fits")).sentence).toMatch(/^a\.fits: This is not JSON: /);
  expect((await read("[1]")).sentence).toBe("mine.json: A config is a JSON object: { … }.");
  expect((await read("")).sentence).toBe("mine.json is empty.");
  expect((await read(" ".repeat(2 ** 20 + 1))).sentence).toMatch(/larger than a config/);
});
