import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Summary } from "../../src/protocol/summary.ts";
import { output } from "./output.ts";
import { inTurn, notRun, times, type Bench, type Row } from "./row.ts";
import { mixedLines } from "./texts.ts";

const here = import.meta.dirname;
const cli = path.join(here, "..", "..", "dist", "cli.js");

/** All layers of mixed-length lines, against what others take for the same or for the last layer alone. */
export const extraction: Bench = {
  id: "extraction",
  run: async ({ runs, lines, python }) => {
    const folder = mkdtempSync(path.join(tmpdir(), "strata-bench-"));
    const texts = mixedLines(lines);
    const list = path.join(folder, "texts.json");
    const file = path.join(folder, "texts.txt");
    writeFileSync(list, JSON.stringify(texts));
    writeFileSync(file, texts.join("\n"));
    const outside: number[] = [];
    const sides: Record<string, () => Promise<number>> = {
      ours: () => {
        const out = path.join(folder, "out");
        const { result } = JSON.parse(
          output(process.execPath, [cli, "visualize", file, "--out", out, "--json"]),
        ) as Summary;
        rmSync(out, { recursive: true });
        outside.push(1 - result.sessionSeconds / result.seconds.run);
        return Promise.resolve(result.seconds.run);
      },
      batches: () => Promise.resolve(transformersJs(list, "32")),
      single: () => Promise.resolve(transformersJs(list, "1")),
    };
    if (python !== undefined) {
      for (const name of ["transformers", "sentence-transformers"]) {
        sides[name] = () => Promise.resolve(secondsOf(output(python, [path.join(here, "peers.py"), name, list])));
      }
    }
    const found = await inTurn(runs, sides);
    rmSync(folder, { recursive: true });

    const rate = (time: number) => `${Math.round(lines / time)} lines/s`;
    const what = `all layers of ${lines} mixed lines, cold`;
    const ours = found["ours"] ?? NaN;
    const against = (side: string, peer: string, goal: string): Row => {
      const theirs = found[side];
      const result = theirs === undefined ? notRun : { theirs: rate(theirs), ratio: times(theirs / ours) };
      return { what, ours: rate(ours), peer, goal, ...result };
    };
    const share = outside.sort((a, b) => a - b)[outside.length >> 1] ?? NaN;
    return [
      against("transformers", "Python transformers, all layers, batches of 32", "≥ 7 ×"),
      against("sentence-transformers", "sentence-transformers, last layer", "≥ 3 ×"),
      against("batches", "transformers.js, last layer, batches of 32", "≥ 4.5 ×"),
      against("single", "transformers.js, last layer, one by one", "≥ 1.5 ×"),
      {
        what: `time outside the model, ${lines} lines`,
        ours: `${(100 * share).toFixed(1)} %`,
        peer: "the whole extraction",
        theirs: "100 %",
        ratio: `${(100 * share).toFixed(1)} %`,
        goal: "≤ 5 %",
      },
    ];
  },
};

function transformersJs(list: string, batch: string): number {
  return secondsOf(output(process.execPath, [path.join(here, "transformersJs.mjs"), list, batch]));
}

function secondsOf(json: string): number {
  return (JSON.parse(json.trim().split("\n").at(-1) ?? "") as { seconds: number }).seconds;
}
