import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { spanningTree } from "../../src/analysis/hdbscanSpanningTree.ts";
import { clustersOf, linkageOf } from "../../src/analysis/hdbscanTree.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { output } from "./output.ts";
import { inTurn, notRun, seconds, times, type Bench } from "./row.ts";
import { random } from "./texts.ts";

const ROWS = 10_000;
const WIDTH = 50;
const CLUMPS = 30;

/** HDBSCAN of points in memory, from distances to labels, by the Euclidean distance. */
export const clusters: Bench = {
  id: "clusters",
  run: async ({ runs, python }) => {
    const folder = mkdtempSync(path.join(tmpdir(), "strata-bench-"));
    const data = clumps();
    const algebra = new Algebra();
    const ours = async (): Promise<number> => {
      // States of their own: neighbours are kept with those they were found of.
      const states: LayerStates = {
        ...{ widths: [WIDTH], spaces: ["points"], records: ROWS },
        read: (_, from, to) => Promise.resolve(data.subarray(from * WIDTH, to * WIDTH)),
      };
      const started = performance.now();
      const search = { states, layer: 0, metric: "euclidean", minSamples: 5, algebra, signal: neverAborted } as const;
      const work = spanningTree(search);
      let step = await work.next();
      while (step.done !== true) step = await work.next();
      clustersOf(linkageOf(step.value), 5, "eom");
      return (performance.now() - started) / 1000;
    };
    try {
      await ours();
      const sides: Record<string, () => Promise<number>> = { ours };
      if (python !== undefined) {
        const file = path.join(folder, "points.f32");
        writeFileSync(file, new Uint8Array(data.buffer));
        const peers = path.join(import.meta.dirname, "peers.py");
        sides["sklearn"] = () => {
          const printed = output(python, [peers, "hdbscan", file, String(WIDTH)]);
          return Promise.resolve((JSON.parse(printed) as { seconds: number }).seconds);
        };
      }
      const found = await inTurn(Math.min(runs, 3), sides);
      const theirs = found["sklearn"];
      const own = found["ours"] ?? NaN;
      const result = theirs === undefined ? notRun : { theirs: seconds(theirs), ratio: times(theirs / own) };
      const what = `HDBSCAN of ${ROWS} × ${WIDTH}`;
      return [{ what, ours: seconds(own), peer: "scikit-learn", goal: "≥ 1 ×", ...result }];
    } finally {
      await algebra.dispose();
      rmSync(folder, { recursive: true });
    }
  },
};

/** Clumps of several densities, some of their points drawn towards the middle. */
function clumps(): Float32Array {
  const next = random(1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const centres = Float32Array.from({ length: CLUMPS * WIDTH }, () => 3 * normal());
  return Float32Array.from({ length: ROWS * WIDTH }, (_, at) => {
    const point = Math.floor(at / WIDTH);
    const clump = point % CLUMPS;
    const centre = (centres[clump * WIDTH + (at % WIDTH)] ?? 0) * (point % 7 === 0 ? 0.2 : 1);
    return centre + normal() * (0.4 + clump / CLUMPS);
  });
}
