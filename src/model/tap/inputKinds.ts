import { largest } from "../../protocol/largest.ts";
import { inOrder } from "../graph/dataFlow.ts";
import { initializerDims } from "../graph/initializerSize.ts";
import type { GraphNode, GraphValue, OnnxModel } from "../graph/onnxGraph.ts";
import { carriers, EMBEDDING_NORM, embeddingLookups } from "../graph/operators.ts";

/** What an input of a text model holds. */
export type InputKind = "ids" | "mask" | "types" | "positions" | "cache" | "cacheSwitch";

/** How exporters name a text model's inputs: PyTorch's, TensorFlow's, and shorter ones. */
const names: readonly (readonly [InputKind, RegExp])[] = [
  ["ids", /^(input_ids|input_word_ids|input|ids|tokens|token_ids|word_ids)$/],
  ["mask", /^(attention_mask|input_mask|mask|attn_mask|padding_mask)$/],
  ["types", /^(token_type_ids|input_type_ids|segment_ids|type_ids|segments)$/],
  ["positions", /^(position(_id)?s|cache_position)$/],
  ["cacheSwitch", /^use_cache_branch$/],
  ["cache", /^(past|cache)/],
];

/** Kinds of texts' own tensors, which the graph itself tells apart. */
const told: ReadonlySet<InputKind | undefined> = new Set<InputKind | undefined>(["ids", "mask", "types", "positions"]);

/** Tables of token types have one row per part of a text. */
const MOST_TYPES = 16;

/** Hand a number on as it is. */
const numberCarriers = new Set([...carriers, "Slice"]);

/** Hand a table on, turned round or not. */
const tableCarriers = new Set(["Identity", "Cast", "DequantizeLinear", "Transpose"]);

/** Inputs of the fused embedding: ids, token types, tables, and the mask. */
const fusedSlots: Readonly<Record<number, InputKind>> = { 0: "ids", 1: "types", 7: "mask", 8: "positions" };

/** Names that say nothing, as converters number them; any other unknown name is of something that is no text. */
const unspoken = /^(\w|args?|inputs?|placeholder|tensor)?[_.\d]*$/i;

export function kindByName(name: string): InputKind | undefined {
  // TensorFlow writes the number of an output behind a name, and before it the name of a signature.
  return names.find(([, pattern]) => pattern.test(plainName(name)))?.[0];
}

function plainName(name: string): string {
  return name.replace(/:\d+$/, "").replace(/^serving_default_/, "");
}

/**
 * What each input holds, as the graph uses it: an input that picks rows of a table holds token ids, types or positions
 * by the size of the table, any other integer or number per token is a mask. Names decide where the graph leaves it
 * open. Inputs that are no text are missing.
 */
export function inputKinds(model: OnnxModel): Map<string, InputKind> {
  const { inputs, initializers } = model.graph;
  const own = inputs.filter(({ name }) => !initializers.has(name));
  const kinds = new Map(own.flatMap(({ name }) => pair(name, kindByName(name))));
  const isTold = ({ name }: GraphValue) =>
    kinds.has(name) ? told.has(kinds.get(name)) : unspoken.test(plainName(name));
  const texts = own.filter((input) => isTold(input) && hasTokens(input));
  // Names that say all, each another thing, need no second opinion.
  const named = texts.map(({ name }) => kinds.get(name));
  if (named.every((kind) => kind !== undefined) && new Set(named).size === named.length) return kinds;
  const uses = usesOf(model, new Set(texts.map(({ name }) => name)));
  const lookups = texts.filter(({ name }) => uses.get(name)?.rows !== undefined);
  const rowsOf = ({ name }: GraphValue) => uses.get(name)?.rows ?? 0;
  const most = largest(lookups.map(rowsOf), -Infinity);
  // A table of angles for each position may be longer than one of words.
  const ids = lookups.find(({ name }) => kinds.get(name) === "ids") ?? lookups.find((input) => rowsOf(input) === most);
  for (const input of texts) {
    const use = uses.get(input.name);
    if (use?.kind !== undefined) kinds.set(input.name, use.kind);
    else if (input === ids) kinds.set(input.name, "ids");
    else if (use?.rows !== undefined) {
      const kind = lookedUp(use.rows, most, kinds.get(input.name));
      if (kind === undefined) kinds.delete(input.name);
      else kinds.set(input.name, kind);
    } else if (ids !== undefined && use !== undefined)
      kinds.set(input.name, isRotated(model, input.name) ? "positions" : "mask");
  }
  return kinds;
}

function pair(name: string, kind: InputKind | undefined): [string, InputKind][] {
  return kind === undefined ? [] : [[name, kind]];
}

/** Batch and tokens; also where nothing is said. */
function hasTokens({ dims }: GraphValue): boolean {
  return dims === undefined || dims.length === 2;
}

/** Of an input that is not the ids; `undefined` where it picks words as they do, as those of a decoder. */
function lookedUp(rows: number, words: number, named: InputKind | undefined): InputKind | undefined {
  if (named === "types" || named === "positions") return named;
  if (rows <= MOST_TYPES) return "types";
  return rows === words ? undefined : "positions";
}

/** What stands between positions and the angles they are turned into. */
const beforeAngles = new Set([...numberCarriers, "Mul", "MatMul", "Concat", "Einsum", "Div"]);

/** Whether an input's numbers become angles. */
function isRotated({ graph }: OnnxModel, input: string): boolean {
  const reached = new Set([input]);
  for (const name of reached)
    for (const { op, inputs, outputs } of graph.nodes) {
      if (!inputs.includes(name)) continue;
      if (op === "Cos" || op === "Sin" || op === "RotaryEmbedding") return true;
      if (beforeAngles.has(op)) for (const output of outputs) reached.add(output);
    }
  return false;
}

/** How the graph uses an input: rows of the table it picks from, 0 where they are not known; or what a fused operator takes it for. */
interface Use {
  readonly rows?: number;
  readonly kind?: InputKind;
}

function usesOf(model: OnnxModel, inputs: ReadonlySet<string>): Map<string, Use> {
  const carried = new Map([...inputs].map((name) => [name, name]));
  const constants = new Set(model.graph.initializers.keys());
  /** Rows of the tables that nodes make of constants. */
  const tables = new Map<string, number>();
  const rowsOf = (name: string) =>
    tables.get(name) ?? (constants.has(name) ? (initializerDims(model, name)[0] ?? 0) : undefined);
  const uses = new Map<string, Use>();
  for (const node of inOrder(model)) {
    const [first = "", second = ""] = node.inputs;
    const source = carried.get(first);
    const rows = tableCarriers.has(node.op) || embeddingLookups.has(node.op) ? rowsOf(first) : undefined;
    const isConstant =
      node.op === "Constant" ||
      (node.inputs.length > 0 && node.inputs.every((name) => name === "" || rowsOf(name) !== undefined));
    if (isConstant) for (const output of node.outputs) tables.set(output, 0);
    if (tableCarriers.has(node.op) && rows !== undefined)
      for (const output of node.outputs)
        tables.set(output, node.op === "Transpose" ? (initializerDims(model, first).at(-1) ?? 0) : rows);
    if (numberCarriers.has(node.op) && source !== undefined)
      for (const output of node.outputs) carried.set(output, source);
    else noteUses(node, carried, uses, embeddingLookups.has(node.op) ? { rows, index: second } : undefined);
  }
  return uses;
}

function noteUses(
  node: GraphNode,
  carried: ReadonlyMap<string, string>,
  uses: Map<string, Use>,
  lookup: { readonly rows: number | undefined; readonly index: string } | undefined,
): void {
  for (const [slot, name] of node.inputs.entries()) {
    const source = carried.get(name);
    if (source === undefined || node.op === "Shape") continue;
    const known = uses.get(source);
    const picked = lookup?.index === name ? lookup.rows : undefined;
    if (node.op === EMBEDDING_NORM) uses.set(source, { kind: fusedSlots[slot] ?? "mask" });
    // TensorFlow's BERT multiplies the types' one-hot vectors with their table.
    else if (node.op === "OneHot" && slot === 0) uses.set(source, { rows: MOST_TYPES, ...known });
    else if (picked !== undefined) uses.set(source, { rows: Math.max(known?.rows ?? 0, picked) });
    else uses.set(source, known ?? {});
  }
}
