import type { Metric } from "../numeric/metrics.ts";
import { Nearest } from "../numeric/nearest.ts";
import { NO_LABEL } from "../protocol/engine.ts";
import type { Parameters } from "../protocol/parameters.ts";
import {
  UNCLUSTERED,
  type Group,
  type Groups,
  type LayerSeries,
  type Step,
  type TaskContext,
} from "../protocol/tasks.ts";
import { adjustedMutualInformation, adjustedRand } from "./agreement.ts";
import type { AnalysisInput } from "./analysis.ts";
import { labelWords, vocabularyOf, type Vocabulary } from "./clusterLabels.ts";
import { clusterSilhouettes } from "./clusterSilhouettes.ts";
import { clusterSpace, meanRows, placesOfPoints, type ClusterSpace } from "./clusterSpace.ts";
import { tracksOf } from "./clusterTracks.ts";
import { labelledPoints } from "./labelled.ts";

/** What every way to cluster takes: where, and by which distance. */
export const clusterParameters = {
  on: {
    kind: "choice",
    default: "states",
    options: ["states", "drawing"],
    help: "What is clustered: the hidden states of each layer, or the places where the points are drawn",
  },
  metric: {
    kind: "choice",
    default: "cosine",
    options: ["cosine", "euclidean", "correlation"],
    help: "The distance: between directions, between places, or between directions from each state's own mean; places in the drawing always by the Euclidean one",
  },
} as const satisfies Parameters;

/** Where clusters are looked for, and by which distance. */
export interface ClusterChoice {
  readonly on: "states" | "drawing";
  readonly metric: Metric;
}

/** Whether clusters depend on where the points are drawn. */
function areOfDrawing({ on }: Pick<ClusterChoice, "on">): boolean {
  return on === "drawing";
}

/** `[places]` the cluster of each place, `UNCLUSTERED` where it is in none. Yields the share done. */
export type Clustering = (space: ClusterSpace) => AsyncGenerator<number, Uint16Array>;

/** How the curves of clusters are to be read. */
const clusterRange = {
  words:
    "Silhouette from −1 to 1: 1 where clusters are far apart. Agreement with the labels, ARI and AMI: 1 where clusters are the labels, 0 as by chance. Of the records that are unclustered, the share.",
  form: "number",
} as const;

/** What every way to cluster is to the rest of the product. */
export const clusterTask = {
  range: clusterRange,
  onDemand: true,
  result: "groups",
  ofLabels: true,
  ofTexts: true,
} as const;

/** Of those that `clusterParameters` tell where to look. */
export const ofEither = { ofPicture: false, ofPictureWith: areOfDrawing } as const;

/** Examples named of a group. */
const EXAMPLES = 5;

/**
 * The clusters of every layer, the largest first, followed from layer to layer, each with words of its texts and the points
 * nearest to its centre; and per layer the mean silhouette of the clustered points, the agreement of all points that have a
 * label with it, the unclustered as one more group, and the share of these.
 */
export async function* clusterLayers(
  input: AnalysisInput,
  { on, metric }: ClusterChoice,
  cluster: Clustering,
  { signal }: TaskContext,
): AsyncGenerator<Step, Groups> {
  const { states, algebra, labels, textOf } = input;
  const { records } = states;
  const layers = states.widths.length;
  const places = placesOfPoints(input, on);
  const of = new Uint16Array(layers * records).fill(UNCLUSTERED);
  const series = new Curves(layers, labels);
  let vocabulary: Vocabulary | undefined;
  if (textOf !== undefined) {
    const words = vocabularyOf(records, textOf);
    let step = words.next();
    for (; step.done !== true; step = words.next()) yield { done: WORDS_SHARE * step.value };
    vocabulary = step.value;
  }
  const made: Group[][] = [];
  let sampled: number | undefined;
  for (let layer = 0; layer < layers; layer++) {
    signal.throwIfAborted();
    const done = (share: number): Step => ({ done: WORDS_SHARE + ((1 - WORDS_SHARE) * (layer + share)) / layers });
    yield done(0);
    const space = await clusterSpace(places, layer, on === "drawing" ? "euclidean" : metric, { algebra, signal });
    const found = yield* part(cluster(space), (share) => done(0.8 * share));
    const sizes = bySize(found);
    const silhouettes = yield* part(clusterSilhouettes(space, found, sizes.length), (share) =>
      done(0.8 + 0.15 * share),
    );
    sampled ??= silhouettes.sampled;
    const own = of.subarray(layer * records, (layer + 1) * records);
    for (const [place, group] of found.entries()) own[space.points[place] ?? 0] = group;
    series.put(layer, own, silhouettes.mean);
    yield done(0.95);
    const examples = await examplesOf(space, found, sizes.length);
    const words = vocabulary && labelWords(vocabulary, own, sizes.length);
    made.push(
      sizes.map((size, group) => {
        const strength = silhouettes.ofGroups[group] ?? NaN;
        return {
          ...{ size, track: 0, words: words?.[group] ?? [], examples: examples[group] ?? [] },
          ...(Number.isFinite(strength) && { strength }),
        };
      }),
    );
  }
  const tracks = tracksOf(
    of,
    records,
    made.map((groups) => groups.map(({ size }) => size)),
  );
  yield { done: 1 };
  return {
    kind: "groups",
    of,
    layers: made.map((groups, layer) => groups.map((one, group) => ({ ...one, track: tracks[layer]?.[group] ?? 0 }))),
    series: series.all,
    ...(sampled !== undefined && { sampled }),
  };
}

/** The share of the work that the words take. */
const WORDS_SHARE = 0.02;

async function* part<Output>(
  work: AsyncGenerator<number, Output>,
  stepOf: (share: number) => Step,
): AsyncGenerator<Step, Output> {
  for (;;) {
    const step = await work.next();
    if (step.done === true) return step.value;
    yield stepOf(step.value);
  }
}

/** Numbers groups anew, the largest first, of equal ones the one with the first point; gives their sizes. */
function bySize(of: Uint16Array): readonly number[] {
  const sizes = new Map<number, number>();
  for (const group of of) if (group !== UNCLUSTERED) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const ordered = [...sizes].sort(([, one], [, other]) => other - one);
  const numbers = new Map(ordered.map(([group], number) => [group, number]));
  for (let place = 0; place < of.length; place++) of[place] = numbers.get(of[place] ?? UNCLUSTERED) ?? UNCLUSTERED;
  return ordered.map(([, size]) => size);
}

/** Of each group the points nearest to its mean. */
async function examplesOf(space: ClusterSpace, of: Uint16Array, groups: number): Promise<readonly number[][]> {
  const width = space.states.widths[0] ?? 0;
  const rows = await meanRows(space);
  const centres = new Float64Array(groups * width);
  const counts = new Float64Array(groups);
  for (const [place, group] of of.entries()) {
    if (group === UNCLUSTERED) continue;
    counts[group] = (counts[group] ?? 0) + 1;
    for (let i = 0; i < width; i++)
      centres[group * width + i] = (centres[group * width + i] ?? 0) + (rows[place * width + i] ?? 0);
  }
  const nearest = Array.from({ length: groups }, () => new Nearest(EXAMPLES));
  for (const [place, group] of of.entries()) {
    if (group === UNCLUSTERED) continue;
    let squares = 0;
    for (let i = 0; i < width; i++) {
      const centre = (centres[group * width + i] ?? 0) / (counts[group] ?? 1);
      squares += ((rows[place * width + i] ?? 0) - centre) ** 2;
    }
    nearest[group]?.offer(space.points[place] ?? 0, squares);
  }
  return nearest.map(({ points }) => [...points]);
}

/** What there is to say of each layer as a whole. */
class Curves {
  readonly #silhouette: Float32Array;
  readonly #rand: Float32Array;
  readonly #information: Float32Array;
  readonly #unclustered: Float32Array;
  readonly #labels: Uint16Array | undefined;
  readonly #labelled: Uint32Array;

  constructor(layers: number, labels: Uint16Array | undefined) {
    this.#silhouette = new Float32Array(layers).fill(NaN);
    this.#rand = new Float32Array(layers).fill(NaN);
    this.#information = new Float32Array(layers).fill(NaN);
    this.#unclustered = new Float32Array(layers).fill(NaN);
    this.#labels = labels;
    this.#labelled = labels === undefined ? new Uint32Array() : labelledPoints(labels);
  }

  /** `of`: `[points]`. */
  put(layer: number, of: Uint16Array, silhouette: number): void {
    this.#silhouette[layer] = silhouette;
    let unclustered = 0;
    for (const group of of) if (group === UNCLUSTERED) unclustered++;
    this.#unclustered[layer] = unclustered / of.length;
    if (this.#labels === undefined || this.#labelled.length === 0) return;
    const labels = Uint16Array.from(this.#labelled, (point) => this.#labels?.[point] ?? NO_LABEL);
    // The unclustered are numbered behind all groups, so that no number is larger than there are points.
    const none = this.#labelled.length;
    const groups = Uint32Array.from(this.#labelled, (point) => {
      const group = of[point] ?? UNCLUSTERED;
      return group === UNCLUSTERED ? none : group;
    });
    this.#rand[layer] = adjustedRand(labels, groups);
    this.#information[layer] = adjustedMutualInformation(labels, groups);
  }

  get all(): readonly LayerSeries[] {
    const ofLabels = [
      { id: "ari", label: "Agreement with the labels (ARI)", values: this.#rand },
      { id: "ami", label: "Agreement with the labels (AMI)", values: this.#information },
    ];
    return [
      { id: "silhouette", label: "Silhouette of the clusters", values: this.#silhouette },
      ...(this.#labels === undefined ? [] : ofLabels),
      { id: "unclustered", label: "Unclustered", values: this.#unclustered },
    ];
  }
}
