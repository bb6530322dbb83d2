/// <reference types="vitest/config" />
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { fakeApi } from "./dev/fakeApiPlugin.ts";

/** Where `npm run dev` finds a running `ml-job up`. */
const server = process.env.ML_JOB_URL ?? "http://127.0.0.1:10000";

export default defineConfig(({ mode }) => ({
  plugins: [react(), mode === "fake" ? fakeApi() : null],
  server: {
    proxy:
      mode === "fake"
        ? undefined
        : Object.fromEntries(["/api", "/docs", "/openapi.json", "/healthz"].map((path) => [path, server])),
  },
  build: {
    target: "es2022",
    // Files below this size would be inlined as data: URLs, which a strict content security policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 450,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
    testTimeout: 60000,
  },
}));
