import * as l10n from "@vscode/l10n";
import type { LayerRow, LayerTable } from "../protocol/models.ts";
import { largest } from "../protocol/largest.ts";
import { count, grouped } from "../strings.ts";

const headings = [
  l10n.t("layer"),
  l10n.t("name"),
  l10n.t("operator"),
  l10n.t("shape"),
  l10n.t("parameters"),
  l10n.t("node"),
  l10n.t("tensor"),
];
/** The column of numbers, which stand on the right. */
const PARAMETERS = 4;

/** A line of the table, and the layer it is about. */
export interface TableLine {
  readonly text: string;
  readonly row?: LayerRow;
}

/** A model's layers as an aligned table, with `all` also its other tensors that have a vector for each token. */
export function layerTableText(table: LayerTable, all: boolean): string {
  return layerTableLines(table, all)
    .map(({ text }) => text)
    .join("\n");
}

/** The lines of `layerTableText`. */
export function layerTableLines(table: LayerTable, all: boolean): TableLine[] {
  const { model, file, layers, others, parameters, declaredOutputs, rawLast, prompts } = table;
  const names = Object.keys(prompts);
  const line = (text: string): TableLine => ({ text });
  const lines = [
    line(`${model} · ${file} · ${count(layers.length, "layer")} · ${count(parameters, "parameter")}`),
    ...(declaredOutputs === undefined
      ? []
      : [line(l10n.t("The layers are the graph's declared outputs: {0}.", declaredOutputs))]),
    line(""),
    ...aligned(layers),
    ...(rawLast === undefined ? [] : [line(""), line(l10n.t("Before the final norm the last layer is {0}.", rawLast))]),
    ...(names.length === 0 ? [] : [line(""), line(l10n.t("Prompts: {0}.", names.join(", ")))]),
    line(""),
  ];
  if (!all)
    return [...lines, line(`--all shows ${count(others.length, "other tensor")} with a vector for each token.`)];
  return [...lines, ...aligned(others)];
}

/** `batch × tokens × 384`. */
export function shapeText(shape: LayerRow["shape"]): string {
  return shape.join(" × ");
}

function cellsOf(
  { layer, name, operator, shape, parameters, node, position, tensor }: LayerRow,
  index: number,
): string[] {
  const number = layer === undefined ? "" : String(index);
  return [number, name, operator, shapeText(shape), grouped(parameters), `${position} ${node}`, tensor];
}

/** The headings, and a line for each row. */
function aligned(rows: readonly LayerRow[]): TableLine[] {
  const cells = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => largest(cells.map((row) => row[column]?.length ?? 0)));
  const textOf = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === PARAMETERS ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return cells.map((row, index) => {
    const about = rows[index - 1];
    return { text: textOf(row), ...(about && { row: about }) };
  });
}
