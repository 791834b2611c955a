import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { madeModel, type MadeModel } from "./models.ts";
import { output } from "./output.ts";
import { median, neitherRun, seconds, times, type Bench, type Row } from "./row.ts";

interface Form {
  readonly model: MadeModel;
  readonly name: string;
  /** Whose weights the CPU computes with, where they are wider than the file's own. */
  readonly computesWith?: MadeModel;
}

const forms: readonly Form[] = [
  { model: "bert-base", name: "float32, one file" },
  { model: "bert-base-external", name: "float32, external data" },
  { model: "bert-base-fp16", name: "fp16", computesWith: "bert-base" },
  { model: "bert-base-int8", name: "int8" },
];

type Side = "ours" | "untouched";
interface Load {
  readonly seconds: number;
  /** Bytes of memory at most. */
  readonly peak: number;
}

/**
 * From a folder to a session that was checked, in a new process, against the untouched file opened by its path. A
 * session's own need is the peak of a process that opens a tiny model the same way, and the float32 weights where the
 * file holds half precision, which the CPU does not compute with.
 */
export const loading: Bench = {
  id: "loading",
  run: ({ runs, python }) => {
    const need = measure("bert-tiny", python, 3)?.ours.peak ?? NaN;
    return Promise.resolve(forms.flatMap((form) => rowsOf(form, measure(form.model, python, runs), need, python)));
  },
};

function rowsOf(form: Form, found: Record<Side, Load> | undefined, need: number, python: string | undefined): Row[] {
  const model = `BERT-base's size, ${form.name}`;
  const peer = "the untouched file by its path";
  const time = { what: `${model}: load time`, peer, goal: "–" };
  const memory = { what: `${model}: peak memory`, peer };
  const widened = form.computesWith && madeModel(form.computesWith, python);
  const file = madeModel(form.model, python);
  if (found === undefined || file === undefined) {
    return [
      { ...time, ...neitherRun },
      { ...memory, ...neitherRun, goal: "≤ 1.15 × the file and the session's need" },
    ];
  }
  const { ours, untouched } = found;
  const limit = 1.15 * bytesOf(file) + need + (widened === undefined ? 0 : bytesOf(widened));
  return [
    {
      ...time,
      ours: seconds(ours.seconds),
      theirs: seconds(untouched.seconds),
      ratio: times(ours.seconds / untouched.seconds),
    },
    {
      ...memory,
      ours: megabytes(ours.peak),
      theirs: megabytes(untouched.peak),
      ratio: times(ours.peak / untouched.peak),
      goal: `≤ ${megabytes(limit)}`,
    },
  ];
}

/** Medians of both sides, in turn; `undefined` without the model. */
function measure(model: MadeModel, python: string | undefined, runs: number): Record<Side, Load> | undefined {
  const folder = madeModel(model, python);
  if (folder === undefined) return undefined;
  const loads: Record<Side, Load[]> = { ours: [], untouched: [] };
  for (let run = 0; run < runs; run++) {
    loads.ours.push(load("ours", folder));
    loads.untouched.push(load("untouched", folder));
  }
  return { ours: middle(loads.ours), untouched: middle(loads.untouched) };
}

/** Opens a model in a process of its own. */
export function load(side: Side, folder: string): Load {
  const program = path.join(import.meta.dirname, "loadProcess.ts");
  return JSON.parse(output(process.execPath, [program, side, folder])) as Load;
}

function middle(loads: readonly Load[]): Load {
  return { seconds: median(loads.map((load) => load.seconds)), peak: median(loads.map((load) => load.peak)) };
}

/** Of a model's graph and its external data. */
function bytesOf(folder: string): number {
  const graphs = path.join(folder, "onnx");
  return readdirSync(graphs).reduce((sum, file) => sum + statSync(path.join(graphs, file)).size, 0);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
