import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { PointIndex } from "../protocol/indices.ts";
import type { Picture } from "../protocol/engine.ts";
import { digits, labelOf } from "./labels.ts";
import type { Exporter, ExportInput } from "./index.ts";

/** The category of what has no label: a page that reads the file draws only what is of a category that it lists. */
const UNLABELLED = "unlabelled";

/**
 * The picture in the format of the `layers-travel` page: one data set by its name, and of every layer the items with their
 * coordinates, in the same order at each. Points that are not drawn at every layer are left out.
 */
export const layerwise: Exporter = {
  id: "layerwise",
  fileName: "layerwise_embeddings.json",
  label: "Layer-wise coordinates",
  help: "Coordinates of every layer as JSON, as the layers-travel page loads them; opened again without a model.",
  ofSelection: true,
  write: (file, input) => pipeline(() => linesOf(input), createWriteStream(file)),
};

function* linesOf(input: ExportInput): Generator<string> {
  const { page, signal, onDone } = input;
  const { picture, info, dataset, result } = page;
  const points = drawnPoints(picture, input.chosen);
  const name = path.parse(info.file).name;
  const { layers } = picture;
  const [width, ...widths] = result.widths;
  const head = {
    dataset_name: dataset.given?.title ?? name,
    description: dataset.given?.description ?? info.file,
    total_items: points.length,
    num_layers: layers.length,
    ...(result.given !== true && widths.every((other) => other === width) && { original_embedding_dim: width }),
    categories: categoriesOf(input, points),
  };
  yield `{\n${JSON.stringify(name)}: ${JSON.stringify(head, null, 1).slice(0, -2)},\n "layers": {\n`;
  for (const [layer, layerName] of layers.entries()) {
    signal.throwIfAborted();
    const isUsual = layerName === (layer === 0 && layers.length > 1 ? "embedding" : String(layer));
    const shares = sharesAt(picture, layer);
    const facts = {
      layer_index: layer,
      ...(!isUsual && { layer_name: layerName }),
      ...(shares && { explained_variance: shares, total_variance_captured: shares.reduce((sum, one) => sum + one, 0) }),
    };
    yield `  "${layer}": ${JSON.stringify(facts).slice(0, -1)}, "items": [\n`;
    for (const [i, point] of points.entries())
      yield `   ${JSON.stringify(itemOf(input, point, layer))}${i === points.length - 1 ? "" : ","}\n`;
    yield `  ]}${layer === layers.length - 1 ? "" : ","}\n`;
    onDone((layer + 1) / layers.length);
  }
  yield " }\n}\n}\n";
}

function itemOf({ points, page, withTexts }: ExportInput, point: number, layer: number): object {
  const { coordinates, dimensions, points: all } = page.picture;
  const at = (layer * all + point) * dimensions;
  const [x = 0, y = 0, z = 0] = coordinates.subarray(at, at + dimensions);
  return {
    ...(withTexts && { text: points.textOf(point as PointIndex) }),
    category: categoryOf(points, point),
    pca_coordinates: { x: digits(x), y: digits(y), ...(dimensions === 3 && { z: digits(z) }) },
  };
}

/** In the order of the picture's legend. */
function categoriesOf({ points, page }: ExportInput, drawn: readonly number[]): readonly string[] {
  const found = new Set(drawn.map((point) => categoryOf(points, point)));
  const listed = page.dataset.labels.filter((label) => found.has(label));
  return [...new Set([...listed, ...found])];
}

function categoryOf(points: ExportInput["points"], point: number): string {
  const label = labelOf(points, points.recordOf(point as PointIndex));
  return label === null ? UNLABELLED : String(label);
}

function sharesAt({ explained, dimensions }: Picture, layer: number): readonly number[] | undefined {
  return explained && Array.from(explained.subarray(layer * dimensions, (layer + 1) * dimensions), digits);
}

/** Those of some points that have a place at every layer. */
function drawnPoints({ coordinates, dimensions, layers, points }: Picture, chosen: Uint32Array): readonly number[] {
  const isDrawn = (point: number): boolean => {
    for (let layer = 0; layer < layers.length; layer++) {
      const at = (layer * points + point) * dimensions;
      for (let axis = 0; axis < dimensions; axis++) if (!Number.isFinite(coordinates[at + axis])) return false;
    }
    return true;
  };
  return [...chosen].filter(isDrawn);
}
