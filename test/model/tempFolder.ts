import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

/** An empty folder that goes when the test file ends. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "strata-model-")));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Writes a file into a folder and returns its path. */
export function write(folder: string, name: string, data: Uint8Array | string): string {
  const file = path.join(folder, name);
  writeFileSync(file, data);
  return file;
}
