import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { EngineProcess, paramsFor, scratchFolder, writeText } from "../engine/engineProcess.ts";
import { bundledModel } from "./models.ts";
import { median, oneOver, seconds, type Bench } from "./row.ts";
import { mixedLines } from "./texts.ts";

const LINES = 10_000;

interface Times {
  cold: number;
  firstPicture: number;
  warm: number;
  edit: number;
}

/** What a user waits for, against the cold run of the same file: first picture, opening again, one edited line. */
export const engineTimes: Bench = {
  id: "engine",
  run: async ({ runs }) => {
    const all: Times[] = [];
    for (let run = 0; run < runs; run++) all.push(await measure(run));
    const of = (name: keyof Times) => median(all.map((times) => times[name]));
    const row = (what: string, name: keyof Times, goal: string) => ({
      what,
      ours: seconds(of(name)),
      peer: `cold run of ${LINES} lines`,
      theirs: seconds(of("cold")),
      ratio: oneOver(of(name) / of("cold")),
      goal,
    });
    return [
      row("first picture", "firstPicture", "≤ 1/50"),
      row("open again, from the cache, new process", "warm", "≤ 1/200"),
      row("edit one line, save → point moved", "edit", "≤ 1/1000"),
    ];
  },
};

async function measure(run: number): Promise<Times> {
  const folder = scratchFolder();
  const lines = mixedLines(LINES, run + 1);
  const file = writeText(folder, "lines.txt", lines.join("\n"));
  // As in the editor: what was found out about a model is remembered.
  const device = { device: "cpu", probes: path.join(folder, "probes") } as const;
  const params = paramsFor(file, folder, { model: { model: bundledModel, pooling: "auto", device } });

  const cold = new EngineProcess();
  const coldStart = performance.now();
  const finished = cold.visualize(params).then(since(coldStart));
  const firstPicture = await cold.until(() => cold.pictures.length > 0).then(since(coldStart));
  const coldTime = await finished;
  await cold.end();

  const warmStart = performance.now();
  const warm = new EngineProcess();
  const warmTime = await warm.visualize(params).then(since(warmStart));

  // The model is loaded by the first edit; what counts is the second, and every one after it.
  lines[10] = "an edited line to wake the model";
  writeFileSync(file, lines.join("\n"));
  await warm.visualize(params);
  lines[LINES / 2] = "an edited line about something else";
  const shown = warm.pictures.length;
  const editStart = performance.now();
  writeFileSync(file, lines.join("\n"));
  const edited = warm.visualize(params);
  const edit = await warm.until(() => warm.pictures.length > shown).then(since(editStart));
  const { computed } = await edited;
  if (computed !== 1) throw new Error(`${computed} records computed after one edit`);
  await warm.end();
  rmSync(folder, { recursive: true });
  return { cold: coldTime, firstPicture, warm: warmTime, edit };
}

/** Seconds since a moment, when called. */
function since(start: number): () => number {
  return () => (performance.now() - start) / 1000;
}
