import { rmSync } from "node:fs";
import { EngineProcess, paramsFor, scratchFolder, writeText } from "../engine/engineProcess.ts";
import { load } from "./loading.ts";
import { bundledModel, madeModel } from "./models.ts";
import { inTurn, neitherRun, seconds, times, type Bench, type Row } from "./row.ts";
import { mixedLines } from "./texts.ts";

const LINES = 1000;

/** What a user waits for who chooses a model on this disk: a new engine, all its checks, the first batch's states. */
export const firstBatch: Bench = {
  id: "first-batch",
  run: async ({ runs, python }) => [
    await row("bundled model", bundledModel, runs),
    await row("BERT-base's size", madeModel("bert-base", python), runs),
  ],
};

async function row(name: string, folder: string | undefined, runs: number): Promise<Row> {
  const common = { what: `model chosen → first batch, ${name}`, peer: "the untouched file's session alone", goal: "–" };
  if (folder === undefined) return { ...common, ...neitherRun };
  const { ours, theirs } = await inTurn(runs, {
    ours: () => measure(folder),
    theirs: () => Promise.resolve(load("untouched", folder).seconds),
  });
  return { ...common, ours: seconds(ours), theirs: seconds(theirs), ratio: times(ours / theirs) };
}

/** Seconds from the start of the engine to its word that records are computed. */
async function measure(model: string): Promise<number> {
  const folder = scratchFolder();
  const file = writeText(folder, "lines.txt", mixedLines(LINES).join("\n"));
  const params = paramsFor(file, folder, { model: { model, pooling: "auto" } });
  const started = performance.now();
  const engine = new EngineProcess();
  const { result, cancel } = engine.start(params);
  await engine.until(() => engine.progress.some(({ computed }) => computed > 0));
  const spent = (performance.now() - started) / 1000;
  cancel();
  await result;
  await engine.end();
  rmSync(folder, { recursive: true });
  return spent;
}
