import { closeSync, mkdirSync, openSync, truncateSync, writeSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { Extractor } from "../../src/model/extractor.ts";
import { openModelFolder } from "../../src/model/store/modelFolder.ts";
import { tempFolder, write } from "./tempFolder.ts";
import { toyFolder } from "./toyFolder.ts";

const folder = tempFolder();
const LEVELS = 200_000;
const deep = `${"[".repeat(LEVELS)}${"]".repeat(LEVELS)}`;

it.each([
  ["config.json", "config.json"],
  ["a configuration of pooling", "1_Pooling/config.json"],
])("%s that is larger or deeper than any is not read", async (_, name) => {
  const home = toyFolder(path.join(folder, name.replace("/", "-")), {});
  mkdirSync(path.join(home, "1_Pooling"), { recursive: true });
  const file = write(home, name, `{"pooling_mode": ${deep}}`);
  await expect(openModelFolder(home)).rejects.toMatchObject({
    code: "modelNotReadable",
    detail: { path: file, reason: "it is nested deeper than 100 levels" },
  });
  truncateSync(file, 1e9);
  await expect(openModelFolder(home)).rejects.toMatchObject({
    code: "modelNotReadable",
    detail: { path: file, reason: "it has 1000000000 bytes, and no such file has more than 16000000" },
  });
});

it("a tokenizer.json that is larger or deeper than any is not read", async () => {
  const home = toyFolder(path.join(folder, "tokenizer"), {});
  const levels = `${'{"type":"Sequence","normalizers":['.repeat(LEVELS)}${"]}".repeat(LEVELS)}`;
  const file = write(home, "tokenizer.json", `{"model": {"type": "BPE"}, "normalizer": ${levels}}`);
  const load = async () => {
    const extractor = await Extractor.open({ folder: home, pooling: "mean" });
    try {
      await extractor.load();
    } finally {
      await extractor.dispose();
    }
  };
  await expect(load()).rejects.toMatchObject({
    code: "tokenizerUnsupported",
    detail: { path: file, reason: expect.stringContaining("it is nested deeper than 100 levels") as string },
  });
  // Of holes but for its ends, so that it looks whole.
  const descriptor = openSync(file, "r+");
  writeSync(descriptor, "}", 1e9);
  closeSync(descriptor);
  await expect(load()).rejects.toMatchObject({
    code: "tokenizerUnsupported",
    detail: { path: file, reason: expect.stringContaining("no such file has more than 256000000") as string },
  });
});
