import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { readArguments, type Arguments } from "./cli/arguments.ts";
import { ProgressLine } from "./cli/progressLine.ts";
import { summarize } from "./cli/summary.ts";
import { Engine } from "./engine/engine.ts";
import { exporters, type ExportInput } from "./export/index.ts";
import type { VisualizeParams } from "./protocol/engine.ts";
import { reasonOf, StrataError, toFailure } from "./protocol/errors.ts";
import { commandLine, failureSentence } from "./strings.ts";

/** Bytes the cache may take. */
const CACHE_LIMIT = 8e9;
const root = path.join(__dirname, "..");
const bundledModel = path.join(root, "media", "models", "all-MiniLM-L6-v2");

/** Runs one command; resolves to the exit status: 0 done, 1 failed, 130 stopped by the user. */
async function main(words: readonly string[]): Promise<number> {
  const given = readArguments(words, process.cwd());
  if (given === undefined) {
    console.log(commandLine.usage);
    return 0;
  }
  return visualize(given);
}

async function visualize(given: Arguments): Promise<number> {
  const line = new ProgressLine(process.stderr);
  const engine = new Engine({
    tokenizerWorker: path.join(__dirname, "tokenizerWorker.js"),
    listener: {
      datasetRead: () => undefined,
      progressed: (progress) => line.show(progress),
      pictureDrawn: () => undefined,
      warned: (failure) => {
        line.clear();
        console.error(failureSentence(failure));
      },
    },
  });
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  try {
    const result = await engine.visualize(paramsOf(given), stop.signal);
    line.clear();
    if (result.outcome === "cancelled") {
      console.error(commandLine.kept(result.computed + result.cached, result.records));
      return 130;
    }
    const input = await engine.exportInput(given.file, path.basename(given.file), await panelFiles());
    await write(given, input);
    const { dataset, picture } = input.page;
    const summary = summarize(given.file, path.join(given.out, "index.html"), dataset, picture, result);
    console.log(given.json ? JSON.stringify(summary) : commandLine.summary(summary));
    return 0;
  } finally {
    line.clear();
    await engine.dispose();
  }
}

function paramsOf(given: Arguments): VisualizeParams {
  const { file, textField, labelField, pooling, maxTokens, cache } = given;
  return {
    run: file,
    source: { kind: "file", path: file },
    fields: {
      ...(textField !== undefined && { text: textField }),
      ...(labelField !== undefined && { label: labelField }),
    },
    model: { model: bundledModel, pooling, ...(maxTokens !== undefined && { maxTokens }) },
    places: { bundled: path.dirname(bundledModel), store: "", hubCaches: [], folders: [] },
    cache: { folder: cache, limit: CACHE_LIMIT },
  };
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

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    console.error(failureSentence(toFailure(error)));
    process.exit(1);
  },
);
