import path from "node:path";
import { expect, it } from "vitest";
import { hashFile, startHash } from "../../../src/model/hub/fileHash.ts";
import { tempFolder, write } from "../tempFolder.ts";

// What `git hash-object` and `sha256sum` say of it.
it.each([
  ["gitBlob", "ce013625030ba8dba906f756967f9e9ca394464a"],
  ["sha256", "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"],
] as const)("%s of a file", async (kind, expected) => {
  const file = write(tempFolder(), "hello", "hello\n");
  const hash = startHash(kind, 6);
  await hashFile(path.resolve(file), hash);
  expect(hash.digest("hex")).toBe(expected);
});
