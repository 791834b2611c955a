import {
  NO_LABEL,
  type DatasetInfo,
  type Dimensions,
  type Picture,
  type RunResult,
} from "../../src/protocol/engine.ts";
import type { Notice } from "../../src/protocol/models.ts";
import type { PageData } from "../../src/protocol/panel.ts";
import type { Related, TaskInfo, TaskResult } from "../../src/protocol/tasks.ts";
import { randomFrom, sentence, topicNames } from "./syntheticTexts.ts";

export interface Shape {
  readonly records: number;
  readonly layers: number;
  /** Names of further layers. */
  readonly extra?: readonly string[];
  readonly notices?: readonly Notice[];
  readonly labels?: number;
  /** Share of records without a label. */
  readonly unlabelled?: number;
  /** Labels are numbers from 0 to 1 that go with the place in the last layer. */
  readonly scores?: boolean;
  readonly seed?: number;
  readonly dimensions?: Dimensions;
  /** Points are the tokens of a third as many records. */
  readonly tokens?: boolean;
}

/** What the product's engine tells of its tasks, in short. */
export const tasks: readonly TaskInfo[] = [
  {
    id: "pca",
    label: "PCA",
    help: "Axes.",
    reference: undefined,
    stage: "projection",
    result: "coordinates",
    parameters: {},
  },
  {
    ...{
      id: "neighbours",
      label: "Nearest",
      help: "Near.",
      reference: undefined,
      stage: "analysis",
      result: "related",
    },
    parameters: { k: { kind: "integer", default: 10, min: 1, max: 100, help: "How many" } },
  },
  {
    ...{ id: "moved", label: "Distance moved", help: "Turn.", reference: undefined, stage: "analysis" },
    ...{ result: "perPoint", parameters: {} },
  },
  {
    ...{ id: "between", label: "Moved between two layers", help: "Far.", reference: undefined, stage: "analysis" },
    result: "numbers",
    parameters: {
      first: { kind: "integer", default: 0, min: -1000, max: 1000, help: "The one layer" },
      second: { kind: "integer", default: -1, min: -1000, max: 1000, help: "The other layer" },
      k: { kind: "integer", default: 10, min: 1, max: 100, help: "How many" },
    },
  },
];

const DIMENSIONS = 12;
const NEIGHBOURS = 10;
/** Above this many records neighbours are drawn at random: to compute them takes minutes. */
const EXACT_NEIGHBOURS = 1000;

/** A made-up run: records start mixed and come together by label from layer to layer, as a model's do. */
export function syntheticPage(shape: Shape): PageData {
  const { records, layers, extra = [], notices = [], labels = 8, unlabelled = 0.03, seed = 7, dimensions = 2 } = shape;
  const random = randomFrom(seed);
  const names = Array.from({ length: labels }, (_, i) => topicNames[i] ?? `topic ${i + 1}`);
  const topicOf = Array.from({ length: records }, () => Math.floor(random() ** 1.3 * labels));
  const labelOf = Uint16Array.from(topicOf, (topic) => (labels === 0 || random() < unlabelled ? NO_LABEL : topic));
  const texts = topicOf.map((topic) => sentence(topicNames[topic % topicNames.length] ?? "", random));
  const states = layerStates(topicOf, layers + extra.length, random);
  const numbered = Array.from({ length: layers }, (_, layer) => (layer === 0 ? "embedding" : String(layer)));
  const layerNames = [...numbered, ...extra];
  const picture = pictureOf(states, records, layerNames, dimensions);
  const scored = shape.scores === true ? scoresOf(picture, unlabelled, random) : undefined;
  const dataset = { ...datasetOf(texts, labels === 0 ? [] : names, labelOf), ...scored };
  return {
    info: {
      ...{ file: "sample.jsonl", model: "all-MiniLM-L6-v2", device: "CPU", separation: 5, tasks },
      drawing: { projection: { id: "pca", values: {} }, dimensions },
    },
    dataset: shape.tokens === true ? ofTokens(dataset) : dataset,
    picture,
    result: { ...resultOf(records, layerNames, dimensions), notices },
    texts,
    results: { neighbours: neighboursOf(states, records, random), moved: movedOf(states, records) },
    fields: [],
    tokens: Uint32Array.from(texts, (text) => text.split(" ").length + 3),
  };
}

/** The same points as tokens, three of each record. */
function ofTokens(dataset: DatasetInfo): DatasetInfo {
  const recordOf = Uint32Array.from({ length: dataset.records }, (_, point) => Math.floor(point / 3));
  const records = Math.ceil(dataset.records / 3);
  const starts = Array.from({ length: records }, (_, record) => 3 * record);
  return {
    ...dataset,
    records,
    ranges: Uint32Array.from(starts.flatMap((_, record) => [record, 0, record, 99])),
    labelOf: Uint16Array.from(starts, (point) => dataset.labelOf[point] ?? NO_LABEL),
    tokens: { recordOf, ranges: dataset.ranges, areRecords: false },
  };
}

function scoresOf(
  { coordinates, points: records, layers, dimensions }: Picture,
  unlabelled: number,
  random: () => number,
) {
  const last = dimensions * records * (layers.length - 1);
  const labelValues = Float64Array.from({ length: records }, (_, record) => {
    const score = 0.5 + 0.22 * (coordinates[last + dimensions * record] ?? 0) + 0.07 * gauss(random);
    return random() < unlabelled ? NaN : Math.round(1000 * Math.max(0, Math.min(1, score))) / 1000;
  });
  const labelOf = new Uint16Array(records).fill(NO_LABEL);
  return { labelField: "score", labels: [], labelOf, labelValues };
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** `[layers][records × DIMENSIONS]`: a topic's centre grows with depth, the record's own part stays, noise is added. */
function layerStates(topicOf: readonly number[], layers: number, random: () => number): readonly Float64Array[] {
  const vectors = (count: number, scale: number): Float64Array =>
    Float64Array.from({ length: count * DIMENSIONS }, () => scale * gauss(random));
  const centres = vectors(Math.max(...topicOf) + 1, 1);
  const own = vectors(topicOf.length, 1);
  const drift = vectors(topicOf.length, 0.5);
  return Array.from({ length: layers }, (_, layer) => {
    const depth = layer / Math.max(1, layers - 1);
    const pull = 0.35 + 1.9 * depth ** 1.4;
    const noise = vectors(topicOf.length, layer === 0 ? 0 : 0.18);
    return Float64Array.from(own, (value, i) => {
      const centre = centres[(topicOf[Math.floor(i / DIMENSIONS)] ?? 0) * DIMENSIONS + (i % DIMENSIONS)] ?? 0;
      return value * (1.1 - 0.5 * depth) + centre * pull + (drift[i] ?? 0) * Math.sin(3 * depth + i) + (noise[i] ?? 0);
    });
  });
}

function pictureOf(
  states: readonly Float64Array[],
  records: number,
  layers: readonly string[],
  dimensions: Dimensions,
): Picture {
  const coordinates = new Float32Array(states.length * records * dimensions);
  const explained = new Float32Array(states.length * dimensions);
  let before: Float32Array | undefined;
  states.forEach((state, layer) => {
    const { points, shares } = planeOf(state, records, dimensions);
    if (before !== undefined) turnTowards(points, before, dimensions);
    coordinates.set(points, layer * records * dimensions);
    explained.set(shares, layer * dimensions);
    before = points;
  });
  return { run: "synthetic", layers, points: records, drawn: records, dimensions, coordinates, explained };
}

/** The principal axes by power iteration, scaled to unit root-mean-square radius. */
function planeOf(
  state: Float64Array,
  records: number,
  count: Dimensions,
): { points: Float32Array; shares: readonly number[] } {
  const at = (record: number, dimension: number): number => state[record * DIMENSIONS + dimension] ?? 0;
  const dimensions = Array.from({ length: DIMENSIONS }, (_, dimension) => dimension);
  const mean = dimensions.map((d) => sum(records, (record) => at(record, d)) / records);
  const covariance = dimensions.map((a) =>
    dimensions.map((b) => sum(records, (r) => (at(r, a) - (mean[a] ?? 0)) * (at(r, b) - (mean[b] ?? 0))) / records),
  );
  const total = dimensions.reduce((all, d) => all + (covariance[d]?.[d] ?? 0), 0);
  const axes = Array.from({ length: count }, () => {
    const axis = leading(covariance);
    const value = dot(axis, times(covariance, axis));
    covariance.forEach((row, a) =>
      row.forEach((_, b) => (row[b] = (row[b] ?? 0) - value * (axis[a] ?? 0) * (axis[b] ?? 0))),
    );
    return { axis, value };
  });
  const radius = Math.sqrt(axes.reduce((all, { value }) => all + value, 0));
  const points = new Float32Array(count * records);
  for (let record = 0; record < records; record++) {
    const centred = dimensions.map((d) => at(record, d) - (mean[d] ?? 0));
    axes.forEach(({ axis }, i) => (points[count * record + i] = dot(axis, centred) / radius));
  }
  return { points, shares: axes.map(({ value }) => value / total) };
}

function leading(matrix: readonly (readonly number[])[]): readonly number[] {
  let axis: readonly number[] = matrix.map((_, i) => 1 / (i + 1));
  for (let step = 0; step < 60; step++) {
    const next = times(matrix, axis);
    const length = Math.sqrt(dot(next, next)) || 1;
    axis = next.map((value) => value / length);
  }
  return axis;
}

function times(matrix: readonly (readonly number[])[], vector: readonly number[]): readonly number[] {
  return matrix.map((row) => dot(row, vector));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, i) => total + value * (b[i] ?? 0), 0);
}

function sum(count: number, of: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += of(i);
  return total;
}

/** Rotates or mirrors the points onto the ones before, as far as that goes in the plane. */
function turnTowards(points: Float32Array, before: Float32Array, dimensions: Dimensions): void {
  const score = (mirror: number): { angle: number; gain: number } => {
    let [cos, sin] = [0, 0];
    for (let i = 0; i < points.length; i += dimensions) {
      const [x, y, u, v] = [points[i] ?? 0, mirror * (points[i + 1] ?? 0), before[i] ?? 0, before[i + 1] ?? 0];
      cos += x * u + y * v;
      sin += x * v - y * u;
    }
    return { angle: Math.atan2(sin, cos), gain: Math.hypot(cos, sin) };
  };
  const mirror = score(1).gain >= score(-1).gain ? 1 : -1;
  const { angle } = score(mirror);
  for (let i = 0; i < points.length; i += dimensions) {
    const [x, y] = [points[i] ?? 0, mirror * (points[i + 1] ?? 0)];
    points[i] = x * Math.cos(angle) - y * Math.sin(angle);
    points[i + 1] = x * Math.sin(angle) + y * Math.cos(angle);
  }
}

function cosineDistance(state: Float64Array, a: number, other: Float64Array, b: number): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let d = 0; d < DIMENSIONS; d++) {
    const [x, y] = [state[a * DIMENSIONS + d] ?? 0, other[b * DIMENSIONS + d] ?? 0];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return 1 - ab / Math.sqrt(aa * bb || 1);
}

function movedOf(states: readonly Float64Array[], records: number): TaskResult {
  const moved = new Float32Array(records * states.length);
  for (let record = 0; record < records; record++) {
    states.forEach((state, layer) => {
      const before = states[layer - 1];
      if (before !== undefined) moved[layer * records + record] = cosineDistance(state, record, before, record);
    });
  }
  return { kind: "perPoint", values: moved, total: "in all, cosine" };
}

function neighboursOf(states: readonly Float64Array[], records: number, random: () => number): Related {
  const k = Math.min(NEIGHBOURS, records - 1);
  const indices = new Uint32Array(records * states.length * k);
  const distances = new Float32Array(indices.length);
  for (let record = 0; record < records; record++) {
    states.forEach((state, layer) => {
      const others =
        records <= EXACT_NEIGHBOURS
          ? Array.from({ length: records }, (_, other) => other).filter((other) => other !== record)
          : Array.from({ length: k }, () => Math.floor(random() * records));
      const nearest = others
        .map((other) => ({ other, distance: cosineDistance(state, record, state, other) }))
        .sort((a, b) => a.distance - b.distance)
        .slice(0, k);
      nearest.forEach(({ other, distance }, i) => {
        const at = (layer * records + record) * k + i;
        indices[at] = other;
        distances[at] = distance;
      });
    });
  }
  return { kind: "related", count: k, points: indices, distances };
}

function datasetOf(texts: readonly string[], labels: readonly string[], labelOf: Uint16Array): DatasetInfo {
  const ranges = new Uint32Array(4 * texts.length);
  texts.forEach((text, record) => ranges.set([record, 10, record, 10 + text.length], 4 * record));
  return {
    run: "synthetic",
    path: "/data/sample.jsonl",
    format: "jsonl",
    reading: { encoding: "UTF-8", dialect: undefined, array: undefined, arrays: [], turns: undefined, notices: [] },
    tokens: undefined,
    labelValues: undefined,
    records: texts.length,
    ranges,
    fields: [
      { name: "text", kind: "string", present: texts.length, distinct: 1000, meanLength: 40 },
      { name: "topic", kind: "string", present: texts.length, distinct: labels.length, meanLength: 8 },
    ],
    textField: "text",
    labelField: labels.length === 0 ? undefined : "topic",
    labels,
    labelOf,
    textKeys: Uint32Array.from(texts.keys()),
    problems: [],
    problemCount: 0,
    effectCounts: { notRead: 0, asItStands: 0, leftOut: 0, guessed: 0 },
  };
}

function resultOf(records: number, layers: readonly string[], dimensions: Dimensions): RunResult {
  return {
    run: "synthetic",
    kind: "records",
    outcome: "complete",
    records,
    computed: 0,
    cached: records,
    distinct: records,
    truncated: 0,
    layers,
    widths: layers.map(() => 384),
    model: "all-MiniLM-L6-v2",
    pooling: "mean",
    maxTokens: 256,
    device: "CPU",
    notices: [],
    seconds: { read: 0.1, load: 0.2, run: 0, align: 0.1, total: 0.4 },
    sessionSeconds: 0,
    drawing: { projection: { id: "pca", values: {} }, dimensions },
    problems: [],
    problemCount: 0,
  };
}
