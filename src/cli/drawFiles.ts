import path from "node:path";
import { Engine } from "../engine/engine.ts";
import { taskInfos, type Tables } from "../engine/tasks.ts";
import { BUNDLE_EXTENSION, bundleReading, RECORDS_FILE } from "../protocol/bundles.ts";
import {
  allProblems,
  pointKinds,
  type DatasetInfo,
  type DrawingChoice,
  type PointKind,
  type RunResult,
  type StatesChoice,
  type VisualizeParams,
} from "../protocol/engine.ts";
import { StrataError, toFailure } from "../protocol/errors.ts";
import { type DeviceId, providers } from "../protocol/models.ts";
import { failureSentence } from "../strings.ts";
import { commandLine } from "../strings/commandLine.ts";
import { drawingWords } from "../strings/drawingWords.ts";
import { effectSummary } from "../strings/reading.ts";
import { Interruptions, refused, wholeNumber } from "./command.ts";
import { layerChoice, layerOptions } from "./layerOptions.ts";
import { modelOnDisk, modelOptions, modelSource } from "./modelOptions.ts";
import { printed } from "./printed.ts";
import { ProgressLine } from "./progressLine.ts";
import { NO_LABEL_FIELD, readingChoice, readingOptions } from "./readingOptions.ts";
import { summaryProblem } from "./summary.ts";
import { drawingChoice, projectionOptions } from "./taskOptions.ts";
import { userCacheFolder } from "./userCacheFolder.ts";

/** How files of a fitted projection are called: `reducer.safetensors`, `NAME.reducer.safetensors`. */
const REDUCER_FILE = /(^|[\\/.])reducer\.safetensors$/i;

/** Bytes the cache may take. */
const CACHE_LIMIT = 8e9;

/** Problems that are printed; `--json` has all of them. */
const MOST_PRINTED = 10;

/** The one file a drawing command works on. */
export const fileArgument = { name: "FILE", allowed: "the path of a text, Markdown, JSONL, JSON, CSV or TSV file" };

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

/** Options of every command that draws a file. */
export const drawOptions = {
  ...modelOptions,
  model: text,
  cache: text,
  ...readingOptions,
  points: text,
  pooling: text,
  "max-tokens": text,
  device: text,
  ...layerOptions,
  ...projectionOptions,
  "fit-on": text,
  strict: flag,
  json: flag,
} as const;

/** Options that say how a model reads texts: they mean nothing where states were computed before. */
const modelWords = [
  "model",
  "points",
  "pooling",
  "max-tokens",
  "device",
  "layers",
  "layer-pooling",
  "extra-layer",
] as const;

type Words = {
  readonly [Name in keyof typeof drawOptions]?: (typeof drawOptions)[Name] extends { multiple: true }
    ? string[] | undefined
    : (typeof drawOptions)[Name] extends { type: "boolean" }
      ? boolean | undefined
      : string | undefined;
};

/** How files are to be drawn. */
export type DrawChoice = ReturnType<typeof drawChoice>;

/** What was asked for, paths absolute. Throws `optionUnknown`. */
export function drawChoice(words: Words, tables: Tables, folder: string, defaultCache: string) {
  const maxTokens = words["max-tokens"];
  const projections = taskInfos(tables).filter(({ stage }) => stage === "projection");
  return {
    source: modelSource(words.model, words, folder),
    cache: path.resolve(folder, words.cache ?? defaultCache),
    reading: readingChoice(words),
    points: pointsNamed(words.points ?? "records"),
    pooling: words.pooling ?? "auto",
    maxTokens: maxTokens === undefined ? undefined : wholeNumber("--max-tokens", maxTokens),
    layers: layerChoice(words, folder),
    device: deviceNamed(words.device ?? "auto"),
    ...drawingChoice(projections, words),
    fitOn: words["fit-on"],
    ofModel: modelWords.flatMap((name) =>
      words[name] === undefined ? [] : [[`--${name}`, String(words[name])] as const],
    ),
    strict: words.strict ?? false,
    json: words.json ?? false,
  };
}

/** A file that is drawn: its run is known by the file's whole path. */
export interface DrawnFile {
  readonly file: string;
  readonly dataset: DatasetInfo;
  readonly result: RunResult;
}

/** What the user of drawn files has beside them. */
export interface Drawn {
  readonly engine: Engine;
  readonly files: readonly DrawnFile[];
  readonly line: ProgressLine;
  readonly signal: AbortSignal;
}

/**
 * Draws files one after the other, prints their problems, and lends them with their engine to `use`. Resolves to the
 * exit status: that of `use`, or 130 where the user stopped it. Throws what drawing and `use` throw.
 */
export async function drawFiles(
  named: readonly string[],
  choice: DrawChoice,
  tables: Tables,
  folder: string,
  use: (drawn: Drawn) => Promise<number>,
): Promise<number> {
  if (named.every(isBundle) && choice.ofModel.length > 0) throw modelRefused(choice.ofModel);
  const line = new ProgressLine(process.stderr);
  const stop = new AbortController();
  const datasets = new Map<string, DatasetInfo>();
  const names = new Map(named.map((name) => [path.resolve(folder, name), name]));
  const labels = new Map(taskInfos(tables).map(({ id, label }) => [id, label]));
  const engine = new Engine({
    tokenizerWorker: path.join(__dirname, "tokenizerWorker.js"),
    poolingWorker: path.join(__dirname, "poolingWorker.js"),
    probe: path.join(__dirname, "probe.js"),
    tables,
    listener: {
      datasetRead: (dataset) => {
        line.clear();
        datasets.set(dataset.run, dataset);
        const name = textsOf(names.get(dataset.run) ?? dataset.run);
        printProblems(name, dataset);
        if (dataset.given !== undefined && choice.ofModel.length > 0) stop.abort(modelRefused(choice.ofModel));
        if (!choice.strict || dataset.problemCount === 0) return;
        const effects = effectSummary(dataset.effectCounts);
        stop.abort(new StrataError("problemsFound", { path: name, effects }));
      },
      progressed: (progress) => {
        // Of coordinates that a file gives no model is loaded, and none runs.
        const isGiven = datasets.get(progress.run)?.given !== undefined;
        if (!isGiven || (progress.stage !== "load" && progress.stage !== "run")) line.show(progress);
      },
      downloadProgressed: () => undefined,
      pictureDrawn: () => undefined,
      taskProgressed: ({ task, done }) => line.showTask(labels.get(task) ?? task, done),
      warned: (failure) => {
        line.clear();
        console.error(printed(failureSentence(failure)));
      },
    },
  });
  const interruptions = new Interruptions();
  const stopped = (): AbortSignal => AbortSignal.any([interruptions.signal, stop.signal]);
  interruptions.again.addEventListener("abort", () => {
    for (const file of names.keys()) void engine.abandonRun(file);
  });
  try {
    let model: string | undefined;
    const statesOf = async (file: string): Promise<StatesChoice> => {
      if (isBundle(file)) return { kind: "bundle", path: file };
      model ??= await modelOnDisk(choice.source, choice.device, line, stopped());
      return modelStates(choice, model);
    };
    const files: DrawnFile[] = [];
    const axes = await axesOf(choice, folder, engine, async (file) => {
      const params = paramsOf(file, choice, await statesOf(file));
      const { run: id } = await run(engine, params, stopped()).finally(() => stop.signal.throwIfAborted());
      return id;
    });
    for (const [file, name] of names) {
      const drawing = axes ?? choice.drawing;
      const params = { ...paramsOf(file, choice, await statesOf(file)), drawing };
      const result = await run(engine, params, stopped()).finally(() => stop.signal.throwIfAborted());
      line.clear();
      printProblems(textsOf(name), result);
      if (result.outcome === "cancelled") {
        console.error(commandLine.kept(engine.run(result.run).drawn.length, result));
        return 130;
      }
      if (result.stoppedEarly) {
        console.error(commandLine.stoppedEarly(drawingWords(result.drawing, taskInfos(tables)), result.stoppedEarly));
        interruptions.goOn();
      }
      const dataset = datasets.get(file);
      if (dataset === undefined) throw new StrataError("runUnknown", { run: file });
      if (choice.strict && result.problemCount > 0) {
        const effects = effectSummary(allProblems(dataset, result).effects);
        throw new StrataError("problemsFound", { path: name, effects });
      }
      files.push({ file, dataset, result });
    }
    return await use({ engine, files, line, signal: stopped() });
  } finally {
    line.clear();
    await engine.dispose();
  }
}

function pointsNamed(name: string): PointKind {
  const kind = pointKinds.find((known) => known === name);
  if (kind === undefined) throw refused("--points", name, pointKinds.join(", "));
  return kind;
}

function deviceNamed(name: string): DeviceId {
  const known: readonly DeviceId[] = ["auto", ...providers];
  const device = known.find((id) => id === name);
  if (device === undefined) throw refused("--device", name, known.join(", "));
  return device;
}

/** Whether a file is what `--states` writes: it is drawn with the texts beside it, without a model. */
function isBundle(file: string): boolean {
  return path.extname(file).toLowerCase() === BUNDLE_EXTENSION;
}

/** The file whose lines are drawn: the file itself, or the texts beside a file of states. */
export function textsOf(file: string): string {
  return isBundle(file) ? path.join(path.dirname(file), RECORDS_FILE) : file;
}

/**
 * How files are drawn by what was fitted on another one, or is in a file of a fitted projection; undefined where nothing
 * was asked for. `draw` gives a file's run.
 */
async function axesOf(
  { fitOn }: DrawChoice,
  folder: string,
  engine: Engine,
  draw: (file: string) => Promise<string>,
): Promise<DrawingChoice | undefined> {
  if (fitOn === undefined) return undefined;
  const file = path.resolve(folder, fitOn);
  if (REDUCER_FILE.test(file)) return engine.axesOfFile(file);
  return engine.axesOfRun(await draw(file));
}

function modelRefused([first]: readonly (readonly [option: string, value: string])[]): StrataError {
  const [option = "", value = ""] = first ?? [];
  return refused(option, value, "nothing with a file of states or coordinates, which is drawn as it is");
}

function modelStates({ source, points, pooling, maxTokens, layers, device }: DrawChoice, model: string): StatesChoice {
  return {
    kind: "model",
    points,
    model: {
      model,
      pooling,
      ...(maxTokens !== undefined && { maxTokens }),
      layers,
      device: { device, probes: path.join(userCacheFolder(), "devices") },
    },
    places: source.places,
  };
}

function paramsOf(file: string, { reading, json, cache, drawing }: DrawChoice, states: StatesChoice): VisualizeParams {
  return {
    run: file,
    document: file,
    source: { kind: "file", path: textsOf(file) },
    reading: states.kind === "bundle" ? { ...bundleReading, ...reading } : reading,
    ...(json && { mostProblems: Infinity }),
    states,
    drawing,
    cache: { folder: cache, limit: CACHE_LIMIT },
  };
}

/** Runs the engine; where `none` is asked for as the label and no field is called so, without a label. */
async function run(engine: Engine, params: VisualizeParams, signal: AbortSignal): Promise<RunResult> {
  try {
    return await engine.visualize(params, signal);
  } catch (error) {
    const { code, detail } = toFailure(error);
    const isNone =
      params.reading.label === NO_LABEL_FIELD && code === "fieldMissing" && detail.field === NO_LABEL_FIELD;
    if (!isNone) throw error;
    return engine.visualize({ ...params, reading: { ...params.reading, label: null } }, signal);
  }
}

function printProblems(file: string, { problems, problemCount }: Pick<DatasetInfo, "problems" | "problemCount">): void {
  const first = problems.slice(0, MOST_PRINTED);
  for (const problem of first) console.error(printed(commandLine.problem(file, summaryProblem(problem))));
  if (problemCount > first.length) console.error(commandLine.moreProblems(problemCount - first.length));
}
