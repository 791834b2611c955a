import type { LayerRow, LayerTable } from "../protocol/models.ts";
import { count, grouped } from "../strings.ts";

const headings = ["layer", "name", "operator", "shape", "parameters", "node", "tensor"];
/** Columns of numbers stand on the right. */
const NUMBERS = new Set(["parameters"]);

/** A model's layers as an aligned table, with `all` also its other tensors that have a vector for each token. */
export function layerTableText(table: LayerTable, all: boolean): string {
  const { model, file, layers, others, parameters, declaredOutputs, rawLast, prompts } = table;
  const names = Object.keys(prompts);
  const lines = [
    `${model} · ${file} · ${count(layers.length, "layer")} · ${count(parameters, "parameter")}`,
    ...(declaredOutputs === undefined ? [] : [`The layers are the graph's declared outputs: ${declaredOutputs}.`]),
    "",
    ...aligned([headings, ...layers.map(cellsOf)]),
    ...(rawLast === undefined ? [] : ["", `Before the final norm the last layer is ${rawLast}.`]),
    ...(names.length === 0 ? [] : ["", `Prompts: ${names.join(", ")}.`]),
    "",
  ];
  if (!all)
    return [...lines, `--all shows ${count(others.length, "other tensor")} with a vector for each token.`].join("\n");
  return [...lines, ...aligned([headings, ...others.map(cellsOf)])].join("\n");
}

function cellsOf(
  { layer, name, operator, shape, parameters, node, position, tensor }: LayerRow,
  index: number,
): string[] {
  const number = layer === undefined ? "" : String(index);
  return [number, name, operator, shape.join(" × "), grouped(parameters), `${position} ${node}`, tensor];
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        NUMBERS.has(headings[column] ?? "") ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
}
