import type { PointKind, Progress, RunResult, Stage } from "../protocol/engine.ts";
import type { Interruption } from "../protocol/panel.ts";
import type { Problem } from "../protocol/reading.ts";
import { capital, count, duration, grouped, nounOf, percent, productName, shortNumber } from "../strings.ts";
import { problemSentence } from "./reading.ts";

/** The panel's words. Layers are "embedding", "layer 3", "3 of 6", never an index; every number says of what. */

const nowDoing: Readonly<Record<Stage, string>> = {
  read: "Reading the file",
  load: "Loading the model",
  run: "Running the model",
  align: "Aligning the layers",
};

/** `layer 3`, `layer 3 attention output`; names without a number stand for themselves. */
export function layerName(name: string): string {
  return /^\d+(?= |$)/.test(name) ? `layer ${name}` : name;
}

/** The number of the last hidden state among a picture's layers. */
function lastNumber(layers: readonly string[]): string | undefined {
  return layers.findLast((name) => /^\d+$/.test(name));
}

function ofAll(done: number, total: number, kind: PointKind = "records"): string {
  return `${grouped(done)} of ${count(total, nounOf(kind))}`;
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

export const panelText = {
  product: productName,
  documentTitle: (file: string | undefined) => (file === undefined ? productName : `${file} · ${productName}`),
  picture: (layers: number, points: number, kind: PointKind) =>
    `The stack: ${count(points, nounOf(kind))} at ${count(layers, "layer")}. Shift and the arrow keys turn it.`,
  layerName,
  layerTitle: (name: string) => capital(layerName(name)),
  ofLast: (name: string, layers: readonly string[]) => {
    const last = lastNumber(layers);
    return last === undefined || !/^\d+$/.test(name) ? "" : `of ${last}`;
  },
  views: { stack: "Stack", layer: "Layer", pair: "Pair", curves: "Curves", table: "Table" },
  viewTabs: "Views",
  viewTab: (label: string, key: string) => `${label} (${key})`,
  scrubber: "Layer",
  scrubberValue: (name: string, layers: readonly string[], share: number | undefined) => {
    const layer = `${layerName(name)}${/^\d+$/.test(name) ? ` of ${lastNumber(layers) ?? ""}` : ""}`;
    return share === undefined ? layer : `${layer}, keeps ${percent(share)} of the variance`;
  },
  slot: (name: string, share: number | undefined, qualities: readonly string[]) => {
    const kept = share === undefined ? [] : [`the picture keeps ${percent(share)} of the variance`];
    const said = [...kept, ...qualities].join("\n");
    return said === "" ? capital(layerName(name)) : `${capital(layerName(name))}: ${said}`;
  },
  play: "Play through the layers (Space)",
  pause: "Stop playing (Space)",
  colourBy: "Choose the field that colours the points",
  noLabelField: "no label",
  chooseModelTitle: "Choose the model that reads the texts",
  chooseDeviceTitle: "Choose the device that computes",
  chooseText: "Choose the field with the text",
  chooseEncodingTitle: "The encoding of the file. Choose another one",
  chooseDialectTitle: "How the cells of the table are told apart. Choose another way",
  chooseArrayTitle: "The array whose items are the records. Choose another one",
  chooseTurnsTitle: "What of each conversation is read. Choose something else",
  arraysInAll: (arrays: number) => (arrays > 1 ? `, of ${count(arrays, "array")}` : ""),
  sheet: "Show or hide the side sheet (B)",
  byDefault: "by default",
  switchTheme: "Switch between light and dark",

  trajectories: "Trajectories",
  trajectoryChoices: { all: "All", selected: "Selected", none: "None" },
  separation: "Separation",
  separationTitle: "Distance between the layers (+ and −)",
  projection: "Projection…",
  projectionTitle: "Choose how the picture is fitted",
  method: "Method",
  dimensions: "Dimensions",
  dimensionsHelp: "With 3, points rise above and sink below their layer's plane",
  draw: "Draw",
  parameter: (name: string) =>
    name.length === 1 ? name : capital(name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)),
  numberHelp: (help: string, min: number, max: number, standard: number) =>
    `${help}. ${shortNumber(min)} to ${shortNumber(max)}, ${shortNumber(standard)} where nothing is chosen.`,
  resetCamera: "Reset the camera (0)",
  fit: "Fit what is visible (F)",
  hints: (hasEditor: boolean): readonly (readonly [string, string])[] => [
    ["Drag", "turns"],
    ["Shift+drag", "selects"],
    ["Right drag", "moves"],
    ["Scroll", "zooms"],
    ["Click", hasEditor ? "opens the line" : "selects"],
  ],

  legend: (field: string | undefined) => capital(field ?? "label"),
  legendValues: (values: number) => count(values, "value"),
  legendRow: "Click hides, double click shows only this one",
  placeAnew: "Assign colours and symbols anew, by frequency",
  looksRepeat: "Some values look alike.",
  scaleRecords: (records: number) => `${count(records, "record")} with a value`,
  scaleLow: (least: number, low: number) => (least < low ? `≤ ${shortNumber(low)}` : shortNumber(low)),
  scaleHigh: (most: number, high: number) => (most > high ? `≥ ${shortNumber(high)}` : shortNumber(high)),
  scaleMedian: (median: number) => `median ${shortNumber(median)}`,
  scaleBin: (from: number, to: number, records: number) =>
    `${shortNumber(from)} to ${shortNumber(to)}: ${count(records, "record")}`,
  labelValue: (value: number) => String(value),
  numberValue: (value: number) => shortNumber(value),
  otherValue: "another value",
  noValue: "no value",
  unlabelled: "no label",
  merged: (labels: number) => `${grouped(labels)} other values`,
  drawnOf: (drawn: number, all: number) => (drawn === all ? grouped(all) : `${grouped(drawn)} of ${grouped(all)}`),

  record: "Record",
  noSelection: "Click a point to see its record.",
  reading: "Reading the record …",
  place: (file: string, line: number) => `${file}:${line}`,
  line: (line: number) => `:${line}`,
  openLine: (place: string) => `Open ${place} in the editor (Enter)`,
  lineNumber: (line: number) => `line ${line}`,
  copyText: "Copy the text (Ctrl+C)",
  facts: { label: "label", tokens: "tokens" },
  truncated: (maxTokens: number | undefined) =>
    maxTokens === undefined ? "the rest of the text is not read" : `the model reads no more than ${grouped(maxTokens)}`,
  notComputed: "This record is not computed yet.",
  numbersFollow: "Its nearest and its numbers follow when all records are computed.",
  kept: "Neighbours kept",
  keptValue: (kept: number | undefined, k: number) => (kept === undefined ? "–" : `${kept} of ${k}`),
  chart: (title: string, layer: string, value: string) => `${title}, per layer. At ${layerName(layer)}: ${value}`,
  related: (analysis: string, layer: string) =>
    `${analysis} at ${layer === "embedding" ? "the embedding" : layerName(layer)}`,
  distance: "distance",
  analysesTitle: "Options of what is said of a point",
  notNearBefore: (before: string) => `Not among the nearest at ${layerName(before)}`,
  nearestRow: (text: string, distance: number, line: number) =>
    `${text}, distance ${distance.toFixed(3)}, line ${line}`,
  goneSince: (before: string) => `Gone since ${layerName(before)}: `,
  andMore: (more: number) => ` and ${grouped(more)} more`,
  sameAsBefore: (k: number, before: string) => `The same ${grouped(k)} as at ${layerName(before)}.`,

  points: (drawn: number, all: number, kind: PointKind) =>
    drawn < all ? ofAll(drawn, all, kind) : count(all, nounOf(kind)),
  layers: (layers: number) => count(layers, "layer"),
  deleted: "deleted",
  deletedTitle: "The file is gone. The picture shows what was read before.",
  origin: ({ computed, cached }: RunResult) => {
    if (cached === 0) return "computed";
    return computed === 0 ? "from cache" : `${grouped(computed)} computed, ${grouped(cached)} from cache`;
  },
  cut: (records: number, maxTokens: number) => `${grouped(records)} cut at ${grouped(maxTokens)} tokens`,
  cutTitle: "The model reads no more of a record. What comes after is not in the picture.",
  problemsTitle: (problems: readonly Problem[]) => problems.slice(0, 5).map(problemSentence).join("\n"),
  showProblemsTitle: "Open the list of problems",
  trajectoriesDrawn: (drawn: number) => count(drawn, "trajectory"),
  trajectoriesTitle: "A part of the records, evenly chosen: more lines would only cover each other.",
  variance: (name: string) => `${layerName(name)}: `,
  axes: (shares: readonly number[]) => `axes ${shares.map(percent).join(" + ")} = `,
  axesSum: (shares: readonly number[]) => percent(shares.reduce((sum, share) => sum + share, 0)),
  ofVariance: " of the variance",
  varianceTitle: (axes: number) =>
    `How much of the layer's variance the ${axes === 2 ? "two" : "three"} drawn axes keep: its ${axes === 2 ? "two" : "three"} principal components, turned towards the layers beside it`,
  qualityName: (label: string) => `${label} `,
  quality: (value: number) => value.toFixed(3).replace(/^0/, ""),

  nowDoing: (stage: Stage, cancelling: boolean) => (cancelling ? "Stopping after this batch" : nowDoing[stage]),
  done: ({ done, total, kind }: Progress) => (total === 0 ? "" : ofAll(done, total, kind)),
  fromCache: ({ cached }: Progress) => (cached === 0 ? "" : `${grouped(cached)} from cache`),
  speed: ({ recordsPerSecond, kind }: Progress) =>
    recordsPerSecond === undefined
      ? ""
      : `${recordsPerSecond < 10 ? recordsPerSecond.toFixed(1) : grouped(recordsPerSecond)} ${nounOf(kind)}s/s`,
  timeLeft: (seconds: number | undefined) =>
    seconds === undefined ? "" : `about ${duration(Math.max(1, Math.round(seconds))).replace(".0 s", " s")} left`,
  doesNotStop: "The engine does not stop",
  cancel: "Cancel",
  cancelTitle: "Stops after the batch in flight; the records that are done stay",
  resume: "Continue",
  retry: "Retry",
  showLog: "Show Log",
  chooseTextField: "Choose Text Field…",
  chooseLabelField: "Choose Label Field…",
  chooseEncoding: "Choose Encoding…",
  chooseDialect: "Choose Dialect…",
  chooseArray: "Choose Array…",
  chooseTurns: "Choose Turns…",
  chooseDataSet: "Choose Data Set…",
  showProblems: "Show Problems",
  downloadModel: "Download",
  chooseModel: "Choose Model…",
  chooseDevice: "Choose Device…",
  showLayers: "Show Layers",
  restartEngine: "Restart Engine",
  restartEngineTitle: "Ends the engine at once and starts another; the records that are done stay",
  stopped: (done: number, total: number) =>
    total === 0 ? "The run stopped before the first record" : `The run stopped after ${ofAll(done, total)}`,
  stoppedWhy: (why: Interruption, done: number, total: number) => {
    const left = `What is done is kept; Continue reads ${total === 0 ? "the rest" : `the other ${grouped(total - done)}`}.`;
    return why.kind === "cancelled" ? left : `${why.reason.replace(/\.?$/, ".")} ${left}`;
  },

  emptyTitle: "See how a model reads your file",
  emptyBefore: "Right-click a text file and choose ",
  emptyCommand: "Visualize Embeddings",
  emptyAfter:
    ". Every line becomes a thread through the layers of a transformer; lines that mean the same come together.",
  emptyFacts: [
    ["Files", "txt, md, jsonl, json, csv, tsv and other tables; up to 200\u202f000 lines"],
    ["Privacy", "The model runs on this machine. Nothing leaves it."],
  ],
  noWebgl: "WebGL is not available in this window: the stack is drawn flat, without it, and turns slowly.",
  noWebglRemedy: "VS Code started without --disable-gpu has it.",

  announceSelected: (text: string, place: string) => `Selected ${place}: ${text}`,
  announceNothing: "Nothing selected",
  announceReady: ({ records, kind }: RunResult) => `The picture of ${count(records, nounOf(kind))} is complete`,
} as const;
