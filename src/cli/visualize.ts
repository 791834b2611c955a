import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { Engine } from "../engine/engine.ts";
import { exporters, type ExportInput } from "../export/index.ts";
import {
  allProblems,
  type DatasetInfo,
  type RunResult,
  type StatesChoice,
  type VisualizeParams,
} from "../protocol/engine.ts";
import { BUNDLE_EXTENSION, bundleReading, RECORDS_FILE } from "../protocol/bundles.ts";
import { reasonOf, StrataError, toFailure } from "../protocol/errors.ts";
import { type DeviceId, providers } from "../protocol/models.ts";
import { failureSentence } from "../strings.ts";
import { commandLine } from "../strings/commandLine.ts";
import { effectSummary } from "../strings/reading.ts";
import { type Command, interruption, readWords, refused, wholeNumber } from "./command.ts";
import { layerChoice, layerOptions } from "./layerOptions.ts";
import { modelOnDisk, modelOptions, modelSource } from "./modelOptions.ts";
import { printed } from "./printed.ts";
import { ProgressLine } from "./progressLine.ts";
import { NO_LABEL_FIELD, readingChoice, readingOptions } from "./readingOptions.ts";
import { summarize, summaryProblem } from "./summary.ts";
import { userCacheFolder } from "./userCacheFolder.ts";

/** Bytes the cache may take. */
const CACHE_LIMIT = 8e9;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const options = {
  ...modelOptions,
  model: text,
  out: text,
  cache: text,
  ...readingOptions,
  pooling: text,
  "max-tokens": text,
  device: text,
  ...layerOptions,
  strict: flag,
  states: flag,
  json: flag,
} as const;

/** Reads a file through a model and writes a page with its picture. */
export const visualize: Command = {
  name: "visualize",
  usage: commandLine.usages.visualize,
  run: async (words, folder) => {
    const given = readArguments(words, folder);
    const line = new ProgressLine(process.stderr);
    const stop = new AbortController();
    const engine = new Engine({
      tokenizerWorker: path.join(__dirname, "tokenizerWorker.js"),
      poolingWorker: path.join(__dirname, "poolingWorker.js"),
      probe: path.join(__dirname, "probe.js"),
      listener: {
        datasetRead: (dataset) => {
          line.clear();
          printProblems(given.named, dataset);
          if (!given.strict || dataset.problemCount === 0) return;
          const effects = effectSummary(dataset.effectCounts);
          stop.abort(new StrataError("problemsFound", { path: given.named, effects }));
        },
        progressed: (progress) => line.show(progress),
        downloadProgressed: () => undefined,
        pictureDrawn: () => undefined,
        taskProgressed: () => undefined,
        warned: (failure) => {
          line.clear();
          console.error(printed(failureSentence(failure)));
        },
      },
    });
    const signal = AbortSignal.any([interruption(), stop.signal]);
    try {
      const states = isBundle(given.file)
        ? ({ kind: "bundle", path: given.file } as const)
        : modelStates(given, await modelOnDisk(given.source, given.device, line, signal));
      const result = await run(engine, paramsOf(given, states), signal).finally(() => stop.signal.throwIfAborted());
      line.clear();
      printProblems(given.named, result);
      if (result.outcome === "cancelled") {
        console.error(commandLine.kept(result.computed + result.cached, result.records));
        return 130;
      }
      const input = await engine.exportInput(given.file, path.basename(given.file), await panelFiles(), signal);
      const { dataset, picture } = input.page;
      if (given.strict && result.problemCount > 0) {
        const effects = effectSummary(allProblems(dataset, result).effects);
        throw new StrataError("problemsFound", { path: given.named, effects });
      }
      await write(given, input);
      const summary = summarize(given.file, path.join(given.out, "index.html"), dataset, picture, result);
      console.log(given.json ? JSON.stringify(summary) : printed(commandLine.summary(summary)));
      return 0;
    } finally {
      line.clear();
      await engine.dispose();
    }
  },
};

type Arguments = ReturnType<typeof readArguments>;

/** What was asked for, paths absolute. */
function readArguments(words: readonly string[], folder: string) {
  const { given: file, values } = readWords(words, options, {
    name: "FILE",
    allowed: "the path of a text, Markdown, JSONL, JSON, CSV or TSV file",
  });
  const out = path.resolve(folder, values.out ?? `${path.basename(file, path.extname(file))}-strata`);
  const maxTokens = values["max-tokens"];
  return {
    named: file,
    file: path.resolve(folder, file),
    out,
    source: modelSource(values.model, values, folder),
    cache: path.resolve(folder, values.cache ?? path.join(out, "cache")),
    reading: readingChoice(values),
    pooling: values.pooling ?? "auto",
    maxTokens: maxTokens === undefined ? undefined : wholeNumber("--max-tokens", maxTokens),
    layers: layerChoice(values, folder),
    device: deviceNamed(values.device ?? "auto"),
    strict: values.strict ?? false,
    states: values.states ?? false,
    json: values.json ?? false,
  };
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

function modelStates(given: Arguments, model: string): StatesChoice {
  const { source, pooling, maxTokens, layers, device } = given;
  return {
    kind: "model",
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

function paramsOf(given: Arguments, states: StatesChoice): VisualizeParams {
  const { file, reading, json, cache } = given;
  const text = states.kind === "bundle" ? path.join(path.dirname(file), RECORDS_FILE) : file;
  return {
    run: file,
    document: file,
    source: { kind: "file", path: text },
    reading: states.kind === "bundle" ? { ...bundleReading, ...reading } : reading,
    ...(json && { mostProblems: Infinity }),
    states,
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

/** Problems that are printed; `--json` has all of them. */
const MOST_PRINTED = 10;

function printProblems(file: string, { problems, problemCount }: Pick<DatasetInfo, "problems" | "problemCount">): void {
  const first = problems.slice(0, MOST_PRINTED);
  for (const problem of first) console.error(printed(commandLine.problem(file, summaryProblem(problem))));
  if (problemCount > first.length) console.error(commandLine.moreProblems(problemCount - first.length));
}

async function panelFiles(): Promise<ExportInput["panel"]> {
  const [script, style] = await Promise.all(
    ["webview.js", "webview.css"].map((name) => readFile(path.join(__dirname, name), "utf8")),
  );
  return { script: script ?? "", style: style ?? "" };
}

async function write(given: Arguments, input: ExportInput): Promise<void> {
  const wanted = exporters.filter(({ id }) => id === "page" || given.states);
  try {
    await mkdir(given.out, { recursive: true });
    for (const exporter of wanted) await exporter.write(path.join(given.out, exporter.fileName), input);
  } catch (error) {
    throw new StrataError("outputNotWritable", { path: given.out, reason: reasonOf(error) }, { cause: error });
  }
}
