import { defineConfig } from "vitest/config";

// The images of docs/images, from a real server: `npm run screenshots`, with the server's program in ML_JOB_BIN.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["screenshots.ts"],
    testTimeout: 600000,
    hookTimeout: 120000,
  },
});
