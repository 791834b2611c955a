import * as l10n from "@vscode/l10n";
import type { PointKind, Progress, RunResult, Stage } from "../protocol/engine.ts";
import type { Interruption } from "../protocol/panel.ts";
import type { ParameterGroup } from "../protocol/parameters.ts";
import type { Problem } from "../protocol/reading.ts";
import {
  capital,
  count,
  countOf,
  duration,
  grouped,
  nounOf,
  percent,
  productName,
  shortNumber,
  speed,
} from "../strings.ts";
import { declared } from "./declared.ts";
import { problemSentence } from "./reading.ts";

/** The panel's words. Layers are "embedding", "layer 3", "3 of 6", never an index; every number says of what. */

const nowDoing: Readonly<Record<Stage, string>> = {
  read: l10n.t("Reading the file"),
  load: l10n.t("Loading the model"),
  run: l10n.t("Running the model"),
  align: l10n.t("Aligning the layers"),
};

/** Said at every frame: a picture has few layers. */
const layerNames = new Map<string, string>();

/** `layer 3`, `layer 3 attention output`; names without a number stand for themselves. */
export function layerName(name: string): string {
  const known = layerNames.get(name);
  if (known !== undefined) return known;
  const words = /^\d+(?= |$)/.test(name) ? l10n.t("layer {0}", name) : layerLabel(name);
  layerNames.set(name, words);
  return words;
}

const embedding = l10n.t("embedding");

/** `3`, `3 attention output`: a layer where it is clear that it is one. */
export function layerLabel(name: string): string {
  return name === "embedding" ? embedding : name;
}

/** A layer in the middle of a sentence. */
export function namedLayer(name: string): string {
  return name === "embedding" ? l10n.t("the embedding") : layerName(name);
}

/** The number of the last hidden state among a picture's layers. */
function lastNumber(layers: readonly string[]): string | undefined {
  return layers.findLast((name) => /^\d+$/.test(name));
}

const graphemes = new Intl.Segmenter();

/** The beginning of a text on one line, at most `length` characters long, cut between words where that is near. */
export function shortened(text: string, length: number): string {
  const line = text
    .slice(0, 16 * length)
    .replaceAll(/\s+/g, " ")
    .trim();
  if (line.length <= length) return line;
  const ends = Array.from(graphemes.segment(line), ({ index, segment }) => index + segment.length);
  if (ends.length <= length) return line;
  const start = line.slice(0, ends[length - 2]);
  const space = line.startsWith(" ", start.length) ? start.length : start.lastIndexOf(" ");
  return `${space > 0.6 * start.length ? start.slice(0, space) : start}…`;
}

/** Whether a run was given up while its picture was fitted: everything was computed. */
function isGivenUp(why: Interruption): boolean {
  return why.kind === "cancelled" && why.fitting === true;
}

export const panelText = {
  product: productName,
  documentTitle: (file: string | undefined) => (file === undefined ? productName : `${file} · ${productName}`),
  picture: (layers: number, points: number, kind: PointKind) =>
    l10n.t(
      "The stack: {0} at {1}. Shift and the arrow keys turn it.",
      count(points, nounOf(kind)),
      count(layers, "layer"),
    ),
  layerName,
  layerTitle: (name: string) => capital(layerName(name)),
  ofLast: (name: string, layers: readonly string[]) => {
    const last = lastNumber(layers);
    return last === undefined || !/^\d+$/.test(name) ? "" : l10n.t("of {0}", last);
  },
  views: {
    stack: l10n.t("Stack"),
    layer: l10n.t("Layer"),
    pair: l10n.t("Pair"),
    curves: l10n.t("Curves"),
    table: l10n.t("Table"),
  },
  viewTabs: l10n.t("Views"),
  viewTab: (label: string, key: string) => `${label} (${key})`,
  scrubber: l10n.t("Layer"),
  scrubberValue: (name: string, layers: readonly string[], share: number | undefined) => {
    const layer = /^\d+$/.test(name)
      ? l10n.t("{0} of {1}", layerName(name), lastNumber(layers) ?? "")
      : layerName(name);
    return share === undefined ? layer : l10n.t("{0}, keeps {1} of the variance", layer, percent(share));
  },
  slot: (name: string, share: number | undefined, qualities: readonly string[], first: readonly string[] = []) => {
    const kept = share === undefined ? [] : [l10n.t("the picture keeps {0} of the variance", percent(share))];
    const said = [...first, ...kept, ...qualities].join("\n");
    return said === "" ? capital(layerName(name)) : `${capital(layerName(name))}: ${said}`;
  },
  play: l10n.t("Play through the layers (Space)"),
  pause: l10n.t("Stop playing (Space)"),
  colourBy: l10n.t("Choose the field that colours the points"),
  noLabelField: l10n.t("no label"),
  chooseModelTitle: l10n.t("Choose the model that reads the texts"),
  chooseDeviceTitle: l10n.t("Choose the device that computes"),
  chooseText: l10n.t("Choose the field with the text"),
  chooseEncodingTitle: l10n.t("The encoding of the file. Choose another one"),
  chooseDialectTitle: l10n.t("How the cells of the table are told apart. Choose another way"),
  chooseArrayTitle: l10n.t("The array whose items are the records. Choose another one"),
  chooseTurnsTitle: l10n.t("What of each conversation is read. Choose something else"),
  arraysInAll: (arrays: number) => (arrays > 1 ? l10n.t(", of {0}", count(arrays, "array")) : ""),
  sheet: l10n.t("Show or hide the side sheet (B)"),
  byDefault: l10n.t("by default"),
  switchTheme: l10n.t("Switch between light and dark"),

  trajectories: l10n.t("Trajectories"),
  trajectoryChoices: { all: l10n.t("All"), selected: l10n.t("Selected"), none: l10n.t("None") },
  separation: l10n.t("Separation"),
  separationTitle: l10n.t("Distance between the layers (+ and −)"),
  projection: l10n.t("Project…"),
  projectionTitle: l10n.t("Choose how the picture is fitted"),
  method: l10n.t("Method"),
  dimensions: l10n.t("Dimensions"),
  dimensionsHelp: l10n.t("With 3, points rise above and sink below their layer's plane"),
  draw: l10n.t("Draw"),
  /** A method's own parameter is called as its authors do: `n_neighbors`. */
  parameter: (name: string, group: ParameterGroup | undefined) =>
    name.length === 1 || (name.includes("_") && group === undefined)
      ? name
      : declared(
          capital(name.replaceAll(/_|(?<=[a-z0-9])[A-Z]/g, (mark) => (mark === "_" ? " " : ` ${mark.toLowerCase()}`))),
        ),
  parameterGroups: { preparation: l10n.t("Before the method"), layers: l10n.t("Across layers") },
  resetCamera: l10n.t("Reset the camera (0)"),
  fit: l10n.t("Fit what is visible (F)"),
  hints: (hasEditor: boolean): readonly (readonly [string, string])[] => [
    [l10n.t("Drag"), l10n.t("turns")],
    [l10n.t("Shift+drag"), l10n.t("selects")],
    [l10n.t("Right drag"), l10n.t("moves")],
    [l10n.t("Scroll"), l10n.t("zooms")],
    [l10n.t("Click"), hasEditor ? l10n.t("opens the line") : l10n.t("selects")],
  ],

  legend: capital(l10n.t("label")),
  legendValues: (values: number) => count(values, "value"),
  legendRow: l10n.t("Click hides, double click shows only this one"),
  placeAnew: l10n.t("Assign colours and symbols anew, by frequency"),
  looksRepeat: l10n.t("Some values look alike."),
  scaleRecords: (records: number) => l10n.t("{0} with a value", count(records, "record")),
  scaleLow: (least: number, low: number) => (least < low ? `≤ ${shortNumber(low)}` : shortNumber(low)),
  scaleHigh: (most: number, high: number) => (most > high ? `≥ ${shortNumber(high)}` : shortNumber(high)),
  scaleMedian: (median: number) => l10n.t("median {0}", shortNumber(median)),
  scaleBin: (from: number, to: number, records: number) =>
    l10n.t("{0} to {1}: {2}", shortNumber(from), shortNumber(to), count(records, "record")),
  labelValue: (value: number) => String(value),
  numberValue: (value: number) => shortNumber(value),
  otherValue: l10n.t("another value"),
  noValue: l10n.t("no value"),
  unlabelled: l10n.t("no label"),
  merged: (labels: number) => l10n.t("{0} other values", grouped(labels)),
  drawnOf: (drawn: number, all: number) =>
    drawn === all ? grouped(all) : l10n.t("{0} of {1}", grouped(drawn), grouped(all)),

  record: l10n.t("Record"),
  noSelection: l10n.t("Click a point to see its record."),
  reading: l10n.t("Reading the record …"),
  place: (file: string, line: number) => `${file}:${line}`,
  line: (line: number) => `:${line}`,
  openLine: (place: string) => l10n.t("Open {0} in the editor (Enter)", place),
  lineNumber: (line: number) => l10n.t("line {0}", line),
  copyText: l10n.t("Copy the text (Ctrl+C)"),
  facts: { label: l10n.t("label"), tokens: l10n.t("tokens") },
  truncated: (maxTokens: number | undefined) =>
    maxTokens === undefined
      ? l10n.t("the rest of the text is not read")
      : l10n.t("the model reads no more than {0}", grouped(maxTokens)),
  notComputed: l10n.t("This record is not computed yet."),
  numbersFollow: l10n.t("Its nearest and its numbers follow when all records are computed."),
  kept: l10n.t("Neighbours kept"),
  keptValue: (kept: number | undefined, k: number) => (kept === undefined ? "–" : l10n.t("{0} of {1}", kept, k)),
  chart: (title: string, layer: string, value: string) =>
    l10n.t("{0}, per layer. At {1}: {2}", title, layerName(layer), value),
  related: (analysis: string, layer: string) => l10n.t("{0} at {1}", analysis, namedLayer(layer)),
  distance: l10n.t("distance"),
  analysesTitle: l10n.t("Options of what is said of a point"),
  notNearBefore: (before: string) => l10n.t("Not among the nearest at {0}", layerName(before)),
  nearestRow: (text: string, distance: number, line: number) =>
    l10n.t("{0}, distance {1}, line {2}", text, distance.toFixed(3), line),
  goneSince: (before: string) => l10n.t("Gone since {0}: ", layerName(before)),
  andMore: (more: number) => l10n.t(" and {0} more", grouped(more)),
  sameAsBefore: (k: number, before: string) => l10n.t("The same {0} as at {1}.", grouped(k), layerName(before)),

  points: (drawn: number, all: number, kind: PointKind) =>
    drawn < all ? countOf(drawn, all, kind) : count(all, nounOf(kind)),
  layers: (layers: number) => count(layers, "layer"),
  deleted: l10n.t("deleted"),
  deletedTitle: l10n.t("The file is gone. The picture shows what was read before."),
  origin: ({ computed, cached }: RunResult) => {
    if (cached === 0) return l10n.t("computed");
    return computed === 0
      ? l10n.t("from cache")
      : l10n.t("{0} computed, {1} from cache", grouped(computed), grouped(cached));
  },
  cut: (records: number, maxTokens: number) => l10n.t("{0} cut at {1} tokens", grouped(records), grouped(maxTokens)),
  cutTitle: l10n.t("The model reads no more of a record. What comes after is not in the picture."),
  problemsTitle: (problems: readonly Problem[]) => problems.slice(0, 5).map(problemSentence).join("\n"),
  showProblemsTitle: l10n.t("Open the list of problems"),
  trajectoriesDrawn: (drawn: number) => count(drawn, "trajectory"),
  trajectoriesTitle: l10n.t("A part of the records, evenly chosen: more lines would only cover each other."),
  variance: (name: string) => `${layerName(name)}: `,
  axes: (shares: readonly number[]) => l10n.t("axes {0} = ", shares.map(percent).join(" + ")),
  axesSum: (shares: readonly number[]) => percent(shares.reduce((sum, share) => sum + share, 0)),
  ofVariance: l10n.t(" of the variance"),
  varianceTitle: (axes: number) =>
    axes === 2
      ? l10n.t(
          "How much of the layer's variance the two drawn axes keep: its two principal components, turned towards the layers beside it",
        )
      : l10n.t(
          "How much of the layer's variance the three drawn axes keep: its three principal components, turned towards the layers beside it",
        ),
  qualityName: (label: string) => `${label} `,
  quality: (value: number) => value.toFixed(3).replace(/^0/, ""),

  nowDoing: (stage: Stage, cancelling: boolean) => (cancelling ? l10n.t("Stopping after this batch") : nowDoing[stage]),
  done: ({ done, total, kind }: Progress) => (total === 0 ? "" : countOf(done, total, kind)),
  fromCache: ({ cached }: Progress) => (cached === 0 ? "" : l10n.t("{0} from cache", grouped(cached))),
  speed: ({ recordsPerSecond, kind }: Progress) =>
    recordsPerSecond === undefined
      ? ""
      : speed(recordsPerSecond < 10 ? recordsPerSecond.toFixed(1) : grouped(recordsPerSecond), kind),
  timeLeft: (seconds: number | undefined) =>
    seconds === undefined
      ? ""
      : l10n.t("about {0} left", duration(Math.max(1, Math.round(seconds))).replace(".0 s", " s")),
  doesNotStop: l10n.t("The engine does not stop"),
  cancel: l10n.t("Cancel"),
  cancelTitle: l10n.t("Stops after the batch in flight; the records that are done stay"),
  resume: l10n.t("Continue"),
  retry: l10n.t("Retry"),
  showLog: l10n.t("Show Log"),
  chooseTextField: l10n.t("Choose Text Field…"),
  chooseLabelField: l10n.t("Choose Label Field…"),
  chooseEncoding: l10n.t("Choose Encoding…"),
  chooseDialect: l10n.t("Choose Dialect…"),
  chooseArray: l10n.t("Choose Array…"),
  chooseTurns: l10n.t("Choose Turns…"),
  chooseDataSet: l10n.t("Choose Data Set…"),
  showProblems: l10n.t("Show Problems"),
  downloadModel: l10n.t("Download"),
  chooseModel: l10n.t("Choose Model…"),
  chooseDevice: l10n.t("Choose Device…"),
  showLayers: l10n.t("Show Layers"),
  restartEngine: l10n.t("Restart Engine"),
  restartEngineTitle: l10n.t("Ends the engine at once and starts another; the records that are done stay"),
  stopped: (why: Interruption, done: number, total: number) => {
    if (isGivenUp(why)) return l10n.t("The picture was given up before it was finished");
    return total === 0
      ? l10n.t("The run stopped before the first record")
      : l10n.t("The run stopped after {0}", countOf(done, total, "records"));
  },
  stoppedWhy: (why: Interruption, done: number, total: number) => {
    if (isGivenUp(why)) return l10n.t("Continue fits it again.");
    const left =
      total === 0
        ? l10n.t("What is done is kept; Continue reads the rest.")
        : l10n.t("What is done is kept; Continue reads the other {0}.", grouped(total - done));
    return why.kind === "cancelled" ? left : `${why.reason.replace(/\.?$/, ".")} ${left}`;
  },

  emptyTitle: l10n.t("See how a model reads your file"),
  emptyBefore: l10n.t("Right-click a text file and choose "),
  emptyCommand: l10n.t("Visualize Embeddings"),
  emptyAfter: l10n.t(
    ". Every line becomes a thread through the layers of a transformer; lines that mean the same come together.",
  ),
  emptyFacts: [
    [l10n.t("Files"), l10n.t("txt, md, jsonl, json, csv, tsv and other tables; up to 200\u202f000 lines")],
    [l10n.t("Privacy"), l10n.t("The model runs on this machine. Nothing leaves it.")],
  ],
  noWebgl: l10n.t("WebGL is not available in this window: the stack is drawn flat, without it, and turns slowly."),
  noWebglRemedy: l10n.t("VS Code started without --disable-gpu has it."),

  announceSelected: (text: string, place: string) => l10n.t("Selected {0}: {1}", place, text),
  announceNothing: l10n.t("Nothing selected"),
  announceReady: ({ records, kind }: RunResult) =>
    l10n.t("The picture of {0} is complete", count(records, nounOf(kind))),
} as const;
