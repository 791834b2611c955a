import path from "node:path";
import { PCA } from "ml-pca";
import { Algebra } from "../../src/numeric/algebra.ts";
import { fitStack } from "../../src/projection/fitStack.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { pca as projection } from "../../src/projection/pca.ts";
import { output } from "./output.ts";
import { inTurn, notRun, seconds, times, type Bench, type Row } from "./row.ts";
import { random } from "./texts.ts";

const ROWS = 10_000;
const HIDDEN = 768;

/** One layer to three components, from states in memory to coordinates. */
export const pca: Bench = {
  id: "pca",
  run: async ({ runs, python }) => {
    const data = spectrum(ROWS, HIDDEN);
    const rows = Array.from({ length: ROWS }, (_, row) => Array.from(data.subarray(row * HIDDEN, (row + 1) * HIDDEN)));
    const states: LayerStates = {
      widths: [HIDDEN],
      spaces: ["hidden"],
      records: ROWS,
      read: (_, from, to) => Promise.resolve(data.subarray(from * HIDDEN, to * HIDDEN)),
    };
    const algebra = new Algebra();
    await fitStack(states, { projection, values: {}, dimensions: 3, algebra });
    const sides: Record<string, () => Promise<number>> = {
      ours: () => timed(() => fitStack(states, { projection, values: {}, dimensions: 3, algebra })),
      mlPca: () => timed(() => Promise.resolve(new PCA(rows).predict(rows, { nComponents: 3 }))),
    };
    const peers = path.join(import.meta.dirname, "peers.py");
    if (python !== undefined) {
      sides["sklearn"] = () => {
        const printed = output(python, [peers, "pca", String(ROWS), String(HIDDEN)]);
        return Promise.resolve((JSON.parse(printed) as { seconds: number }).seconds);
      };
    }
    const found = await inTurn(runs, sides);
    const ours = found["ours"] ?? NaN;
    const row = (side: string, peer: string, goal: string): Row => {
      const theirs = found[side];
      const result = theirs === undefined ? notRun : { theirs: seconds(theirs), ratio: times(theirs / ours) };
      return { what: `PCA of ${ROWS} × ${HIDDEN} to 3`, ours: seconds(ours), peer, goal, ...result };
    };
    return [row("mlPca", "ml-pca alone", "≥ 150 ×"), row("sklearn", "scikit-learn", "≥ 1 ×")];
  },
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Gaussian rows with a power-law spectrum and a mean far from zero, as hidden states have. */
function spectrum(rows: number, columns: number): Float32Array {
  const next = random(1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return Float32Array.from({ length: rows * columns }, (_, i) => normal() * ((i % columns) + 1) ** -0.7 + 3);
}
