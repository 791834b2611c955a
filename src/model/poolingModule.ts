import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { KnownFiles } from "../files/fileIdentity.ts";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import type { ModelChoice } from "../protocol/models.ts";
import type { TokenBatch } from "./tap/feeds.ts";
import type { StackLayer } from "./tap/stack.ts";
import type { TokenStates } from "./tap/stateSession.ts";

/** A JavaScript file that pools. */
export interface ModuleFile {
  /** As it was chosen: `./pool.mjs`. */
  readonly name: string;
  readonly path: string;
  /** Of its content: a changed file pools anew. */
  readonly digest: string;
}

/** One text to pool by a module: its states `[tokens, width]`, special tokens included, no padding. */
export type PoolFunction = (
  states: Float32Array,
  shape: { readonly tokens: number; readonly width: number },
) => ArrayLike<number>;

/** A pooling module that is ready, and how long its vectors are. */
export interface LoadedModule {
  readonly file: ModuleFile;
  readonly pool: PoolFunction;
  readonly length: number;
}

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
 * Finds a pooling module below `folder`, links followed; `known` takes its file. Throws `poolingModule` where it is not
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
    return { name, path: real, digest: createHash("sha256").update(readFileSync(real)).digest("hex") };
  } catch (cause) {
    throw unusable(file, reasonOf(cause), cause);
  }
}

/**
 * The modules of the layers that are pooled by one, in their order, tried on the states of a first batch. Throws
 * `poolingModule`.
 */
export async function loadModules(
  stack: readonly StackLayer[],
  { batch, states }: { readonly batch: TokenBatch; readonly states: readonly TokenStates[] },
): Promise<LoadedModule[]> {
  const modules: LoadedModule[] = [];
  for (const [layer, { pooling }] of stack.entries()) {
    if (!pooling.module) continue;
    const loaded = { file: pooling.module, pool: await loadModule(pooling.module) };
    const [first] = poolByModule(loaded, states[layer]?.data ?? new Float32Array(), batch);
    modules.push({ ...loaded, length: first?.length ?? 0 });
  }
  return modules;
}

/** Loads the module's default export. */
async function loadModule({ path: file, digest }: ModuleFile): Promise<PoolFunction> {
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
 * The vectors a module makes of the states `[rows, tokens, width]` of a batch, one per text, all `length` long where
 * that is given. Throws `poolingModule` with what it threw or returned.
 */
export function poolByModule(
  { pool, file: { path: file }, length }: { pool: PoolFunction; file: ModuleFile; length?: number },
  states: Float32Array,
  batch: TokenBatch,
): Float32Array[] {
  const width = states.length / (batch.rows * batch.tokens);
  let expected = length;
  return Array.from(batch.lengths, (tokens, row) => {
    const start = row * batch.tokens * width;
    const vector = call(pool, file, states.slice(start, start + tokens * width), { tokens, width });
    expected ??= vector.length;
    if (vector.length !== expected)
      throw unusable(file, `it returned ${vector.length} numbers for one text and ${expected} for another`);
    return vector;
  });
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

function unusable(file: string, reason: string, cause?: unknown): StrataError {
  return new StrataError("poolingModule", { path: file, reason }, { cause });
}
