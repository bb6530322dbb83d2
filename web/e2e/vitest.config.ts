import { defineConfig } from "vitest/config";

// Walks in a real browser against a real server: `npm run e2e`, with the server's program in ML_JOB_BIN.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["*.walk.ts"],
    // One server and one browser at a time: the walks share the machine's cores with the jobs that they start.
    fileParallelism: false,
    testTimeout: 180000,
    hookTimeout: 120000,
  },
});
