// Writes src/api/schema.ts from the API's committed OpenAPI document; with --check only compares, and fails on drift.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../../openapi/ml-job.json", import.meta.url);
const target = new URL("../src/api/schema.ts", import.meta.url);

const banner = "// Generated from openapi/ml-job.json by `npm run schema`; not edited by hand.\n\n";
const generated = banner + astToString(await openapiTS(document, { emptyObjectsUnknown: true }));

if (process.argv.includes("--check")) {
  const committed = await readFile(target, "utf8").catch(() => "");
  if (committed !== generated) {
    console.error(
      "src/api/schema.ts does not match openapi/ml-job.json: run `npm run schema` and commit the result.",
    );
    process.exit(1);
  }
  console.log("src/api/schema.ts matches openapi/ml-job.json.");
} else {
  await writeFile(target, generated);
  console.log("Wrote src/api/schema.ts.");
}
