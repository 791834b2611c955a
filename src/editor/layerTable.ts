import type { LayerRow, LayerTable } from "../protocol/models.ts";
import { grouped } from "../strings.ts";
import { choosingText } from "../strings/choosing.ts";

/** A table of a model's layers as text: one line per layer, columns aligned. */
export interface LayerText {
  readonly text: string;
  /** The layer of each line that has one, lines from 0 on. */
  readonly rows: ReadonlyMap<number, LayerRow>;
}

/** Writes the table of a model's layers as text. */
export function layerText(table: LayerTable): LayerText {
  const { layers, others, declaredOutputs, rawLast } = table;
  const widths = widthsOf([...layers, ...others].map(cellsOf));
  const lines = [choosingText.layersOf(table), choosingText.layerFacts(table)];
  if (declaredOutputs !== undefined) lines.push(choosingText.declaredOutputs(declaredOutputs));
  if (rawLast !== undefined) lines.push(choosingText.rawLast(rawLast));
  const rows = new Map<number, LayerRow>();
  const add = (title: string, group: readonly LayerRow[]): void => {
    if (group.length === 0) return;
    lines.push("", title, "", aligned(choosingText.columns, widths));
    for (const row of group) rows.set(lines.push(aligned(cellsOf(row), widths)) - 1, row);
  };
  add(choosingText.hiddenStates, layers);
  add(choosingText.otherTensors, others);
  return { text: `${lines.join("\n")}\n`, rows };
}

/** `[batch, tokens, 384]`. */
export function shapeText(shape: LayerRow["shape"]): string {
  return `[${shape.join(", ")}]`;
}

function cellsOf({ layer, name, operator, shape, parameters, tensor, node, position }: LayerRow): readonly string[] {
  return [
    layer ?? "",
    name,
    operator,
    shapeText(shape),
    parameters === 0 ? "" : grouped(parameters),
    String(position),
    node,
    tensor,
  ];
}

/** Columns of numbers, which stand at the right. */
const NUMERIC = new Set([4, 5]);

function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  return choosingText.columns.map((name, i) => Math.max(name.length, ...rows.map((cells) => cells[i]?.length ?? 0)));
}

function aligned(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, i) => (NUMERIC.has(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
    .join("  ")
    .trimEnd();
}
