import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

/** A folder that is removed when the tests of the calling file are through. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "strata-dataset-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
