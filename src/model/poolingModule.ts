import { realpathSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { KnownFiles } from "../files/fileIdentity.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import { moduleContents } from "./moduleImports.ts";
import type { ModelChoice } from "../protocol/models.ts";

/** A JavaScript file that pools. */
export interface ModuleFile {
  /** As it was chosen: `./pool.mjs`. */
  readonly name: string;
  readonly path: string;
  /** Of its content and of all it imports: a changed file pools anew. */
  readonly digest: string;
  /** It and all it imports. */
  readonly files: readonly string[];
}

/** One text to pool by a module: its states `[tokens, width]`, special tokens included, no padding. */
export type PoolFunction = (
  states: Float32Array,
  shape: { readonly tokens: number; readonly width: number },
) => ArrayLike<number>;

/** Whether a choice of pooling is the path of a module. */
export function isModulePath(choice: string): boolean {
  return /\.m?js$/.test(choice);
}

/** The modules that a choice of poolings and layers names. Throws `poolingModule`. */
export function modulesIn({ pooling, layers }: Pick<ModelChoice, "pooling" | "layers">): ModuleFile[] {
  const ofExtras = (layers?.extra ?? []).flatMap((extra) => extra.pooling ?? []);
  const names = [pooling, ...Object.values(layers?.pooling ?? {}), ...ofExtras];
  return names.filter(isModulePath).map((name) => findModule(name, layers?.moduleFolder));
}

/**
 * Finds a pooling module below `folder`, links followed; `known` takes its files. Throws `poolingModule` where it is not
 * to be used.
 */
export function findModule(name: string, folder: string | undefined, known = new KnownFiles()): ModuleFile {
  if (folder === undefined) throw unusable(name, "modules run only in folders that are trusted");
  const [file, root] = [path.resolve(folder, name), realpath(folder, folder)];
  const real = realpath(file, file);
  const inside = path.relative(root, real);
  if (inside.startsWith("..") || path.isAbsolute(inside)) throw unusable(file, `it is not inside ${folder}`);
  known.add(file);
  try {
    return { name, path: real, ...moduleContents(real, known) };
  } catch (cause) {
    throw unusable(file, reasonOf(cause), cause);
  }
}

/** What a batch's texts are to a module: their states, padded to one length. */
export interface TokenRows {
  /** `[rows, tokens, width]` */
  readonly states: Float32Array;
  readonly rows: number;
  readonly tokens: number;
  /** `[rows]` tokens of each text. */
  readonly lengths: Uint32Array;
}

/** Loads the module's default export. Throws `poolingModule`. */
export async function loadModule({ path: file, digest }: ModuleFile): Promise<PoolFunction> {
  let loaded: unknown;
  try {
    // Node keeps modules by their address: a changed file needs another one.
    loaded = await import(/* @vite-ignore */ `${pathToFileURL(file).href}?${digest}`);
  } catch (cause) {
    throw unusable(file, reasonOf(cause), cause);
  }
  const pool: unknown =
    typeof loaded === "object" && loaded !== null && "default" in loaded ? loaded.default : undefined;
  if (typeof pool !== "function") throw unusable(file, "its default export is no function");
  return pool as PoolFunction;
}

/**
 * The vectors `[rows, length]` a module makes of the texts of a batch, all `length` long where that is given. Throws
 * `poolingModule` with what it threw or returned.
 */
export function poolRows(
  pool: PoolFunction,
  { path: file }: ModuleFile,
  { states, rows, tokens, lengths }: TokenRows,
  length: number | undefined,
): Float32Array {
  const width = states.length / (rows * tokens);
  const vectors = Array.from(lengths, (count, row) => {
    const start = row * tokens * width;
    // A copy of its own, which it may change and keep.
    const own = new Float32Array(states.subarray(start, start + count * width));
    return call(pool, file, own, { tokens: count, width });
  });
  const expected = length ?? vectors[0]?.length ?? 0;
  const other = vectors.find((vector) => vector.length !== expected);
  if (other) throw unusable(file, `it returned ${other.length} numbers for one text and ${expected} for another`);
  const packed = new Float32Array(rows * expected);
  vectors.forEach((vector, row) => packed.set(vector, row * expected));
  return packed;
}

function call(pool: PoolFunction, file: string, states: Float32Array, shape: { tokens: number; width: number }) {
  const of = `for a text of ${shape.tokens} tokens`;
  let result: unknown;
  try {
    result = pool(states, shape);
  } catch (cause) {
    throw unusable(file, `it failed ${of}: ${reasonOf(cause)}`, cause);
  }
  if (!Array.isArray(result) && !(result instanceof Float32Array) && !(result instanceof Float64Array))
    throw unusable(file, `it returned no array of numbers ${of}`);
  const vector = Float32Array.from(result as ArrayLike<number>);
  if (vector.length === 0) throw unusable(file, `it returned an empty array ${of}`);
  const bad = vector.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw unusable(file, `it returned ${String(vector[bad])} at place ${bad} ${of}`);
  return vector;
}

function realpath(file: string, named: string): string {
  try {
    return realpathSync(file);
  } catch (cause) {
    throw unusable(named, reasonOf(cause), cause);
  }
}

/** The failure of a module that cannot be used. */
export function unusable(file: string, reason: string, cause?: unknown): StrataError {
  return new StrataError("poolingModule", { path: file, reason }, { cause });
}
