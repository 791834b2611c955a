import { DamagedFile } from "../activations/safetensors.ts";
import { encodeTensors, TensorFile, type Tensor } from "../activations/tensorFile.ts";
import type { PerLayer, TaskResult } from "../protocol/tasks.ts";

/** Raised whenever a result is kept in another form: older files are then not read. */
const VERSION = "1";

/** What a result is of. */
export interface ResultShape {
  readonly layers: number;
  readonly points: number;
  /** How many points there are to be related to. */
  readonly among: number;
}

/**
 * A task's result as a safetensors file whose metadata say its kind: `values [layers, points]`, and what their
 * `total` is in the metadata; or each series by its id, `[layers]` or `[points]`, the ends of its chance by `id:low` and
 * `id:high`, and their `labels`, `sampled` and `lacks` in the metadata; or `points` and `distances [layers, points, count]`.
 */
export function encodeResult(result: TaskResult, { layers, points }: ResultShape): Buffer {
  const metadata = { version: VERSION, kind: result.kind };
  if (result.kind === "perPoint") {
    const { values, total } = result;
    return encodeTensors([{ name: "values", dtype: "F32", shape: [layers, points], values: [values] }], {
      ...metadata,
      ...(total !== undefined && { total }),
    });
  }
  if (result.kind === "perLayer") {
    const { series, sampled, lacks } = result;
    const labels = JSON.stringify(series.map(({ id, label }) => [id, label]));
    const tensor = (name: string, values: Float32Array): Tensor => {
      return { name, dtype: "F32", shape: [layers], values: [values] };
    };
    return encodeTensors(
      series.flatMap(({ id, values, chance }) => [
        tensor(id, values),
        ...(chance === undefined ? [] : [tensor(`${id}:low`, chance.low), tensor(`${id}:high`, chance.high)]),
      ]),
      { ...metadata, labels, ...(sampled && { sampled: String(sampled) }), ...(lacks && { lacks }) },
    );
  }
  if (result.kind === "numbers") {
    const labels = JSON.stringify(result.series.map(({ id, label }) => [id, label]));
    return encodeTensors(
      result.series.map(({ id, values }) => ({ name: id, dtype: "F32", shape: [points], values: [values] })),
      { ...metadata, labels },
    );
  }
  const shape = [layers, points, result.count];
  return encodeTensors(
    [
      { name: "points", dtype: "U32", shape, values: [result.points] },
      { name: "distances", dtype: "F32", shape, values: [result.distances] },
    ],
    metadata,
  );
}

/** Reads what `encodeResult` wrote of a result of this shape. Throws `DamagedFile` where it did not. */
export function decodeResult(bytes: Uint8Array, { layers, points, among }: ResultShape): TaskResult {
  const file = new TensorFile(bytes, VERSION);
  const { kind, labels, total } = file.metadata;
  if (kind === "perPoint") {
    const values = file.float32("values", layers, points);
    return { kind, values, ...(total !== undefined && { total }) };
  }
  if (kind === "perLayer") {
    const series: PerLayer["series"] = labelsOf(labels).map(([id, label]) => {
      const values = file.float32(id, layers);
      if (!file.has(`${id}:low`)) return { id, label, values };
      const chance = { low: file.float32(`${id}:low`, layers), high: file.float32(`${id}:high`, layers) };
      return { id, label, values, chance };
    });
    const sampled = Number(file.metadata["sampled"]);
    const lacks = file.metadata["lacks"] === "labels" ? "labels" : undefined;
    return { kind, series, ...(sampled > 0 && { sampled }), ...(lacks && { lacks }) };
  }
  if (kind === "numbers") {
    const series = labelsOf(labels).map(([id, label]) => ({ id, label, values: file.float32(id, points) }));
    return { kind, series };
  }
  if (kind !== "related") throw new DamagedFile(`its kind is ${String(kind)}`);
  const [, , count = 0] = file.shapeOf("points", 3);
  const related = file.uint32("points", layers, points, count);
  if (related.some((point) => point >= among)) throw new DamagedFile("it names points that are not there");
  return { kind, count, points: related, distances: file.float32("distances", layers, points, count) };
}

function labelsOf(json: string | undefined): [id: string, label: string][] {
  const pairs = parsed(json ?? "");
  const arePairs = Array.isArray(pairs) && pairs.every((pair) => Array.isArray(pair) && pair.length === 2);
  if (!arePairs || !pairs.flat().every((word) => typeof word === "string"))
    throw new DamagedFile("its labels are not there");
  return pairs as [string, string][];
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new DamagedFile("its labels are not JSON", { cause: error });
  }
}
