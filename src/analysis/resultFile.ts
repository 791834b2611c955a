import { DamagedFile } from "../activations/safetensors.ts";
import { encodeTensors, TensorFile, type Tensor } from "../activations/tensorFile.ts";
import {
  UNCLUSTERED,
  type Group,
  type Groups,
  type LayerSeries,
  type PerLayer,
  type TaskResult,
} from "../protocol/tasks.ts";

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
 * `id:high`, and their `labels`, `sampled` and `lacks` in the metadata; or `points` and `distances [layers, points, count]`;
 * or the groups of the points in `of [layers, points]`, their series as above, and what each is in the metadata.
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
    return encodeTensors(seriesTensors(series, layers), {
      ...{ ...metadata, labels: labelsJson(series) },
      ...(sampled && { sampled: String(sampled) }),
      ...(lacks && { lacks }),
    });
  }
  if (result.kind === "groups") {
    const { of, layers: groups, series, sampled } = result;
    const tensor: Tensor = { name: "of", dtype: "U32", shape: [layers, points], values: [Uint32Array.from(of)] };
    return encodeTensors([tensor, ...seriesTensors(series, layers)], {
      ...{ ...metadata, labels: labelsJson(series), groups: JSON.stringify(groups) },
      ...(sampled && { sampled: String(sampled) }),
    });
  }
  if (result.kind === "numbers") {
    return encodeTensors(
      result.series.map(({ id, values }) => ({ name: id, dtype: "F32", shape: [points], values: [values] })),
      { ...metadata, labels: labelsJson(result.series) },
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

function labelsJson(series: readonly { readonly id: string; readonly label: string }[]): string {
  return JSON.stringify(series.map(({ id, label }) => [id, label]));
}

function seriesTensors(series: readonly LayerSeries[], layers: number): readonly Tensor[] {
  const tensor = (name: string, values: Float32Array): Tensor => {
    return { name, dtype: "F32", shape: [layers], values: [values] };
  };
  return series.flatMap(({ id, values, chance }) => [
    tensor(id, values),
    ...(chance === undefined ? [] : [tensor(`${id}:low`, chance.low), tensor(`${id}:high`, chance.high)]),
  ]);
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
    const series: PerLayer["series"] = seriesOf(file, layers);
    const sampled = Number(file.metadata["sampled"]);
    const lacks = file.metadata["lacks"] === "labels" ? "labels" : undefined;
    return { kind, series, ...(sampled > 0 && { sampled }), ...(lacks && { lacks }) };
  }
  if (kind === "groups") {
    const groups = groupsOf(file.metadata["groups"], layers, points);
    const of = Uint16Array.from(file.uint32("of", layers, points));
    const isThere = of.every((group, at) => group === UNCLUSTERED || groups[Math.floor(at / points)]?.[group]);
    if (!isThere) throw new DamagedFile("it names groups that are not there");
    const sampled = Number(file.metadata["sampled"]);
    return { kind, of, layers: groups, series: seriesOf(file, layers), ...(sampled > 0 && { sampled }) };
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

function seriesOf(file: TensorFile, layers: number): readonly LayerSeries[] {
  return labelsOf(file.metadata["labels"]).map(([id, label]) => {
    const values = file.float32(id, layers);
    if (!file.has(`${id}:low`)) return { id, label, values };
    const chance = { low: file.float32(`${id}:low`, layers), high: file.float32(`${id}:high`, layers) };
    return { id, label, values, chance };
  });
}

function groupsOf(json: string | undefined, layers: number, points: number): Groups["layers"] {
  const found = parsed(json ?? "");
  const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
  if (!isList(found) || found.length !== layers || !found.every((layer) => isList(layer)))
    throw new DamagedFile("its groups are not there");
  const isGroup = (value: unknown): value is Group => {
    if (typeof value !== "object" || value === null) return false;
    const { size, track, words, examples, strength } = value as Readonly<Record<string, unknown>>;
    const areNumbers = [size, track, strength ?? 0].every((number) => typeof number === "number");
    const areWords = isList(words) && words.every((word) => typeof word === "string");
    return areNumbers && areWords && isList(examples) && examples.every((point) => isPoint(point, points));
  };
  if (!found.flat().every(isGroup)) throw new DamagedFile("its groups are not whole");
  return found as Groups["layers"];
}

function isPoint(value: unknown, points: number): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < points;
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
