import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// As many files at a time as there are cores: vitest by itself leaves one idle, which is half of a small machine.
export default defineConfig({
  test: { include: ["test/**/*.test.ts"], isolate: false, testTimeout: 60_000, maxWorkers: availableParallelism() },
});
