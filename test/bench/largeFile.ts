import { readFileSync, rmSync } from "node:fs";
import { EngineProcess, paramsFor, scratchFolder, writeText } from "../engine/engineProcess.ts";
import { random } from "./texts.ts";
import { times, type Bench } from "./row.ts";

const SMALL = 1000;

/** A file of many short lines: memory of the engine, and cost per line against a small file of such lines. */
export const largeFile: Bench = {
  id: "large",
  run: async ({ large: lines }) => {
    const small = await measure(SMALL);
    const large = await measure(lines);
    const what = `${lines} lines × 7 layers × 384`;
    return [
      {
        what: `${what}: memory of the engine at most`,
        ours: `${(large.peak / 1e9).toFixed(2)} GB`,
        peer: "–",
        theirs: "–",
        ratio: "–",
        goal: "≤ 1.5 GB",
      },
      {
        what: `${what}: cost per line`,
        ours: `${((1e3 * large.seconds) / lines).toFixed(2)} ms`,
        peer: `${SMALL} lines`,
        theirs: `${((1e3 * small.seconds) / SMALL).toFixed(2)} ms`,
        ratio: times(large.seconds / lines / (small.seconds / SMALL)),
        goal: "≤ 1.1 ×",
      },
    ];
  },
};

async function measure(count: number): Promise<{ seconds: number; peak: number }> {
  const folder = scratchFolder();
  const next = random(7);
  const word = () =>
    ["river", "bank", "light", "spring", "seal", "bark", "pitch", "crane"][Math.floor(next() * 8)] ?? "";
  const lines = Array.from({ length: count }, (_, i) => `${word()} ${i} ${word()} ${word()}`);
  const engine = new EngineProcess();
  const { seconds } = await engine.visualize(paramsFor(writeText(folder, "lines.txt", lines.join("\n")), folder));
  const status = readFileSync(`/proc/${engine.child.pid ?? 0}/status`, "utf8");
  await engine.end();
  rmSync(folder, { recursive: true });
  return { seconds: seconds.run + seconds.align, peak: 1024 * Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) };
}
