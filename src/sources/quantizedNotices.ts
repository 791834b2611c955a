import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { writeTextWhole } from "../files/wholeWrites.ts";
import { graphStyle } from "../model/store/graphFiles.ts";
import { machineFit } from "../model/store/machineFit.ts";
import { graphsIn, graphsInRepository } from "../model/store/modelFiles.ts";
import { openModelFolder } from "../model/store/modelFolder.ts";
import type { Quantization } from "../model/graph/quantization.ts";
import type { ModelLocation } from "../model/store/resolveModel.ts";
import type { TokenBatch } from "../model/tap/feeds.ts";
import { styleDifference } from "../model/styleDifference.ts";
import { openTokenizer } from "../model/text/tokenizerThread.ts";
import { toFailure, type Failure } from "../protocol/errors.ts";
import type { ModelStyle, Notice } from "../protocol/models.ts";

/** What a quantized file is compared on: plain sentences in the languages most models know. */
const TEXTS = [
  "The bank on the river was steep.",
  "She opened an account at the bank.",
  "for (const line of lines) total += line.length;",
  "Le chat dort sur la chaise.",
];
const MAX_TOKENS = 32;

/** Float files beyond this are not loaded to compare: it would take minutes. */
const MOST_BYTES = 2e9;

const PLAIN: readonly ModelStyle[] = ["fp32", "fp16"];

/** What is said of quantized files; how far their states lie from the float file's is measured once and remembered. */
export class QuantizedNotices {
  readonly #warn: (failure: Failure) => void;
  readonly #tokenizerWorker: string | undefined;
  readonly #measured = new Map<string, Promise<number | undefined>>();

  constructor(warn: (failure: Failure) => void, tokenizerWorker: string | undefined) {
    this.#warn = warn;
    this.#tokenizerWorker = tokenizerWorker;
  }

  /**
   * `memory`: folder where what was measured is remembered, where there is one. `signal` ends a tokenizer that is stuck;
   * the next one then measures again.
   */
  async of(
    location: ModelLocation,
    quantization: Quantization,
    memory: string | undefined,
    signal: AbortSignal,
  ): Promise<Notice> {
    const named = graphStyle(path.basename(location.file));
    const style = PLAIN.includes(named) ? (quantization === "dynamic" ? "quantized" : "other") : named;
    const float = await floatFile(location);
    const difference = float === undefined ? undefined : await this.#difference(location, float, memory, signal);
    return { code: "quantized", detail: { style, dynamic: quantization === "dynamic", difference } };
  }

  async #difference(
    location: ModelLocation,
    float: string,
    memory: string | undefined,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const key = await keyOf(location.file, float);
    const file = memory && path.join(memory, `${key}.json`);
    const known = this.#measured.get(key) ?? this.#recall(location, float, file, signal);
    this.#measured.set(key, known);
    const difference = await known;
    if (difference === undefined && signal.aborted) this.#measured.delete(key);
    return difference;
  }

  async #recall(
    location: ModelLocation,
    float: string,
    file: string | undefined,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const remembered = file === undefined ? undefined : await readNumber(file);
    if (remembered !== undefined) return remembered;
    try {
      const measured = await this.#measure(location, float, signal);
      if (file !== undefined) await writeTextWhole(file, String(measured));
      return measured;
    } catch (error) {
      // The picture does not rest on it.
      this.#warn(toFailure(error));
      return undefined;
    }
  }

  async #measure({ folder, file, name }: ModelLocation, float: string, signal: AbortSignal): Promise<number> {
    const { tokenizerFile, tokenizerConfigFile, facts, maxTokens } = await openModelFolder(folder, { file, name });
    const files = {
      tokenizer: tokenizerFile,
      config: tokenizerConfigFile,
      maxTokens: Math.min(maxTokens, MAX_TOKENS),
    };
    const tokenizer = await openTokenizer(files, this.#tokenizerWorker, signal);
    try {
      const batches: TokenBatch[] = [];
      for (const text of TEXTS) {
        const { ids } = await tokenizer.encode([text], signal);
        batches.push({ rows: 1, tokens: ids.length, ids, lengths: Uint32Array.of(ids.length) });
      }
      return await styleDifference(file, float, batches, facts);
    } finally {
      await tokenizer.dispose();
    }
  }
}

/** The file of the same model in the same folder whose weights are not quantized: it differs in the style of its name. */
async function floatFile({ folder, file, origin }: ModelLocation): Promise<string | undefined> {
  const isRepository = origin === "store" || origin === "hubCache";
  const graphs = await (isRepository ? graphsInRepository(folder) : graphsIn(folder));
  const own = graphs.find((graph) => path.join(folder, graph.file) === file);
  const found = graphs
    .filter(({ base, style, bytes }) => base === own?.base && PLAIN.includes(style) && bytes <= MOST_BYTES)
    .filter((graph) => graph !== own && machineFit(graph, "cpu").ok)
    .toSorted((a, b) => PLAIN.indexOf(a.style) - PLAIN.indexOf(b.style));
  return found[0] && path.join(folder, found[0].file);
}

/** Names both files as they are now. */
async function keyOf(...files: readonly string[]): Promise<string> {
  const states = await Promise.all(files.map((file) => stat(file, { bigint: true })));
  const parts = states.map(({ size, mtimeNs, ctimeNs, ino }, index) => [
    files[index],
    ...[size, mtimeNs, ctimeNs, ino].map(String),
  ]);
  return `difference-${createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)}`;
}

async function readNumber(file: string): Promise<number | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : undefined;
}
