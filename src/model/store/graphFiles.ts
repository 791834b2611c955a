import path from "node:path";
import type { ModelStyle } from "../../protocol/models.ts";

/** A file of a model's folder or repository. */
export interface FileEntry {
  /** Relative, with slashes. */
  readonly file: string;
  readonly bytes: number;
}

/** A graph a text can be sent through, and what its name says of it. */
export interface GraphFile {
  /** Relative, with slashes: `onnx/model_q4.onnx`. */
  readonly file: string;
  /** Its name without style: `model`. Graphs that share it are exports of one model. */
  readonly base: string;
  readonly style: ModelStyle;
  /** With all of `parts`. */
  readonly bytes: number;
  /** Files that go with it: external data, the graph that looks up embeddings and its data. */
  readonly parts: readonly string[];
  /** Which entry it is, the one to take first being 0. */
  readonly entry: number;
  /** The lower, the sooner it is taken of two graphs of one entry in the same style. */
  readonly rank: number;
}

/**
 * What exporters call the graph that reads text, the ones to take first in front: beside a `text_model` the `model`
 * reads images as well.
 */
const entries = ["text_model", "model", "encoder_model", "decoder_model_merged", "decoder_model"];

/** Graphs of a set that read no text themselves. */
const PART = /^(decoder_with_past|embed_tokens)|vision|audio|image|speech/;

/** What the suffix of a name says: the names of transformers.js and of optimum's optimisation levels. */
const styles: Readonly<Record<string, ModelStyle>> = {
  "": "fp32",
  ...{ fp32: "fp32", O1: "fp32", O2: "fp32", O3: "fp32", fp16: "fp16", O4: "fp16" },
  ...{ int8: "int8", qint8: "int8", uint8: "uint8", quint8: "uint8", quantized: "quantized" },
  ...{ q4: "q4", int4: "q4", q4f16: "q4f16", bnb4: "bnb4", q2: "q2", q2f16: "q2", q1: "q1", q1f16: "q1" },
};

/**
 * The graphs among the files of a repository: the text models' entries in its root, in `onnx/`, and in folders that
 * hold a tokenizer of their own; where none has a known name, whatever else lies in root and `onnx/`.
 */
export function findGraphs(files: readonly FileEntry[]): GraphFile[] {
  const bytesOf = new Map(files.map(({ file, bytes }) => [file, bytes]));
  const inPlace = files.filter(
    ({ file }) => file.endsWith(".onnx") && isPlaceOfGraphs(path.posix.dirname(file), bytesOf),
  );
  const named = inPlace.flatMap(({ file }) => knownGraph(file) ?? []);
  const graphs = named.length > 0 ? named : inPlace.flatMap(({ file }) => unknownGraph(file) ?? []);
  return graphs
    .map((graph) => {
      const parts = partsOf(graph.file, [...bytesOf.keys()]);
      const bytes = [graph.file, ...parts].reduce((sum, file) => sum + (bytesOf.get(file) ?? 0), 0);
      return { ...graph, parts, bytes };
    })
    .toSorted(
      (a, b) =>
        a.entry - b.entry ||
        orderOf(a.style) - orderOf(b.style) ||
        a.rank - b.rank ||
        a.file.localeCompare(b.file, "en"),
    );
}

/** Where a style stands in the table. */
function orderOf(style: ModelStyle): number {
  return [...Object.values(styles), "other"].indexOf(style);
}

/** The style a graph's name says: `fp32` where it says none. */
export function graphStyle(file: string): ModelStyle {
  return (knownGraph(file) ?? unknownGraph(file))?.style ?? "other";
}

/** The graph that looks up the embeddings a decoder wants to be given, in the style nearest to the decoder's. */
export function embeddingGraph(decoder: string, files: readonly string[]): string | undefined {
  const { folder, stem } = placeOf(decoder);
  if (!stem.startsWith("decoder_model")) return undefined;
  const found = files.filter((file) => {
    const other = placeOf(file);
    return other.folder === folder && /^embed_tokens(_|$)/.test(other.stem) && file.endsWith(".onnx");
  });
  const { style } = styleOf(
    decoder,
    suffixAfter(stem, "decoder_model_merged") ?? suffixAfter(stem, "decoder_model") ?? "",
  );
  const wanted = [style, ...(style === "q4f16" ? ["fp16"] : []), "fp32", "fp16"];
  const styleOfEmbedding = (file: string) => styleOf(file, suffixAfter(placeOf(file).stem, "embed_tokens") ?? "").style;
  for (const known of wanted) {
    const match = found.find((file) => styleOfEmbedding(file) === known);
    if (match !== undefined) return match;
  }
  return found.toSorted()[0];
}

function isPlaceOfGraphs(folder: string, files: ReadonlyMap<string, number>): boolean {
  return folder === "." || folder === "onnx" || files.has(`${folder}/tokenizer.json`);
}

function knownGraph(file: string): Omit<GraphFile, "bytes" | "parts"> | undefined {
  const { folder, stem } = placeOf(file);
  // The longer name first: `decoder_model_merged` is no style of `decoder_model`.
  for (const entry of entries) {
    const suffix = suffixAfter(stem, entry);
    if (suffix === undefined) continue;
    const { style, isPlain } = styleOf(file, suffix);
    const place = folder === "onnx" ? 0 : folder === "." ? 1 : 2;
    return { file, base: entry, style, entry: entries.indexOf(entry), rank: (isPlain ? 0 : 3) + place };
  }
  return undefined;
}

function unknownGraph(file: string): Omit<GraphFile, "bytes" | "parts"> | undefined {
  const { stem } = placeOf(file);
  if (PART.test(stem)) return undefined;
  // As among the known ones, a decoder comes behind the encoder it belongs to.
  const place = { entry: stem.startsWith("decoder") ? 1 : 0, rank: 0 };
  const [, before = "", last = ""] = /^(.+)[._-]([^._-]+)$/.exec(stem) ?? [];
  const style = styles[last];
  if (before !== "" && style !== undefined) return { file, base: before, style, ...place };
  return { file, base: stem, style: stem.includes("_") ? "other" : "fp32", ...place };
}

/** What stands behind `entry` and an underscore; undefined where the name is another one. */
function suffixAfter(stem: string, entry: string): string | undefined {
  if (stem === entry) return "";
  return stem.startsWith(`${entry}_`) ? stem.slice(entry.length + 1) : undefined;
}

/**
 * The style that a suffix names by its last word. Where there is no suffix, ONNX Runtime's own builder says it in the
 * folder: `cuda/cuda-int4-rtn-block-32/model.onnx`.
 */
function styleOf(file: string, suffix: string): { style: ModelStyle; isPlain: boolean } {
  const folder = path.posix.dirname(file);
  if (suffix === "" && folder !== "." && folder !== "onnx") {
    const word = folder.split(/[/_-]/).findLast((part) => part !== "" && part in styles);
    return { style: word === undefined ? "fp32" : (styles[word] ?? "other"), isPlain: true };
  }
  const known = styles[suffix];
  if (known !== undefined) return { style: known, isPlain: suffix === "" || suffix === known };
  const words = suffix.split("_");
  const word = words.find((part) => part in styles && part !== "");
  return { style: (word === undefined ? undefined : styles[word]) ?? "other", isPlain: false };
}

/** External data lie beside a graph under its name and an ending: `_data`, `_data_1`, `.data`. */
function partsOf(graph: string, files: readonly string[]): string[] {
  const data = (file: string) =>
    files.filter((other) => other.startsWith(file) && /^[._]data(_\d+)?$/.test(other.slice(file.length))).toSorted();
  const embedding = embeddingGraph(graph, files);
  return [...data(graph), ...(embedding === undefined ? [] : [embedding, ...data(embedding)])];
}

function placeOf(file: string): { folder: string; stem: string } {
  return { folder: path.posix.dirname(file), stem: path.posix.basename(file, ".onnx") };
}
