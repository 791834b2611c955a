import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { finish, neverAborted } from "../../src/numeric/work.ts";
import { umap as projection } from "../../src/projection/umap.ts";
import { defaultsOf } from "../../src/protocol/parameters.ts";
import { output } from "./output.ts";
import { inTurn, notRun, seconds, times, type Bench, type Row } from "./row.ts";
import { random } from "./texts.ts";

const ROWS = 20_000;
const HIDDEN = 50;
const LARGE = { rows: 100_000, hidden: 384 };
/** The peer from the registry, by exact version: it is of no other use, and installed when it is measured. */
const PEER = "umap-js@1.4.0";
/** Neighbours, and points asked, of the trustworthiness that is told beside the times. */
const [K, ASKED] = [15, 300];

interface Peer {
  fit(data: readonly (readonly number[])[]): number[][];
}

/** One layer to two dimensions, from states in memory to coordinates, all by the methods' own defaults. */
export const umap: Bench = {
  id: "umap",
  run: async ({ runs, python }) => {
    const folder = mkdtempSync(path.join(tmpdir(), "umap-"));
    try {
      const rows = clusters(ROWS, HIDDEN);
      const file = path.join(folder, "rows.f32");
      writeFileSync(file, rows);
      const pictures: Record<string, ArrayLike<number>> = {};
      const ours = async (): Promise<number> => {
        const started = performance.now();
        pictures["ours"] = await drawn(rows, HIDDEN);
        return (performance.now() - started) / 1000;
      };
      await ours();
      const sides: Record<string, () => Promise<number>> = { ours };
      const Reducer = peer(folder);
      if (Reducer !== undefined) {
        const lists = Array.from({ length: ROWS }, (_, row) =>
          Array.from(rows.subarray(row * HIDDEN, (row + 1) * HIDDEN)),
        );
        sides["umapJs"] = () => {
          const next = random(1);
          const started = performance.now();
          pictures["umapJs"] = new Reducer({ nNeighbors: 15, minDist: 0.1, nEpochs: 200, random: next })
            .fit(lists)
            .flat();
          return Promise.resolve((performance.now() - started) / 1000);
        };
      }
      if (python !== undefined) {
        sides["umapLearn"] = () => {
          const picture = path.join(folder, "picture.f32");
          const peers = path.join(import.meta.dirname, "peers.py");
          const printed = output(python, [peers, "umap", file, String(HIDDEN), picture]);
          const bytes = readFileSync(picture);
          pictures["umapLearn"] = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4).slice();
          return Promise.resolve((JSON.parse(printed) as { seconds: number }).seconds);
        };
      }
      const found = await inTurn(runs, sides);
      const own = found["ours"] ?? NaN;
      const trust = (side: string): string => trustworthiness(rows, HIDDEN, pictures[side] ?? []).toFixed(4);
      const row = (side: string, name: string, goal: string): Row => {
        const theirs = found[side];
        const result =
          theirs === undefined
            ? notRun
            : { theirs: `${seconds(theirs)}, trustworthiness ${trust(side)}`, ratio: times(theirs / own) };
        const what = `UMAP of ${ROWS} × ${HIDDEN}`;
        return { what, ours: `${seconds(own)}, trustworthiness ${trust("ours")}`, peer: name, goal, ...result };
      };
      return [
        row("umapJs", "umap-js", "≥ 8 ×"),
        row("umapLearn", "umap-learn, compiled before", "≥ 1.5 ×"),
        await largeRow(),
      ];
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function largeRow(): Promise<Row> {
  const rows = clusters(LARGE.rows, LARGE.hidden);
  const started = performance.now();
  let most = 0;
  await drawn(rows, LARGE.hidden, () => (most = Math.max(most, process.memoryUsage().rss)));
  const took = (performance.now() - started) / 1000;
  return {
    what: `UMAP of ${LARGE.rows} × ${LARGE.hidden}, one layer`,
    ours: seconds(took),
    peer: "memory of the process at most",
    theirs: `${(most / 1e9).toFixed(2)} GB`,
    ratio: "–",
    goal: "≤ 60 s, ≤ 1.5 GB",
  };
}

async function drawn(rows: Float32Array, hidden: number, onStep = (): unknown => undefined): Promise<Float64Array> {
  const states: LayerStates = {
    widths: [hidden],
    spaces: ["hidden"],
    records: rows.length / hidden,
    read: (_, from, to) => Promise.resolve(rows.subarray(from * hidden, to * hidden)),
  };
  const algebra = new Algebra();
  const input = { states, layer: 0, dimensions: 2, algebra } as const;
  const work = projection.run(input, defaultsOf(projection.parameters), { signal: neverAborted });
  const { coordinates } = await finish(work, { onStep: () => void onStep() });
  await algebra.dispose();
  return coordinates;
}

/** The registry's peer, in a folder of its own; `undefined` where the registry is out of reach. */
function peer(folder: string): (new (options: object) => Peer) | undefined {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  try {
    execFileSync(npm, ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, PEER], {
      stdio: "ignore",
    });
  } catch (error) {
    console.error(`  ${PEER} cannot be installed: ${String(error)}`);
    return undefined;
  }
  const require = createRequire(path.join(folder, "index.js"));
  return (require("umap-js") as { readonly UMAP: new (options: object) => Peer }).UMAP;
}

/** Clusters of a decaying spectrum far from the origin, as hidden states are. */
function clusters(count: number, columns: number): Float32Array {
  const next = random(1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const scale = Float64Array.from({ length: columns }, (_, i) => (i + 1) ** -0.7);
  const centres = Float64Array.from({ length: 8 * columns }, (_, i) => 1.5 * normal() * (scale[i % columns] ?? 0));
  return Float32Array.from({ length: count * columns }, (_, i) => {
    const column = i % columns;
    const cluster = Math.floor(i / columns) % 8;
    return normal() * (scale[column] ?? 0) + (centres[cluster * columns + column] ?? 0) + 3;
  });
}

/** Of some points among all: Venna and Kaski 2001. */
function trustworthiness(rows: Float32Array, width: number, picture: ArrayLike<number>): number {
  const count = rows.length / width;
  let lost = 0;
  for (let asked = 0; asked < ASKED; asked++) {
    const point = Math.floor((asked * count) / ASKED);
    const own = squaresFrom(rows, width, point);
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    const pictured = squaresFrom(picture, 2, point);
    const near = order.toSorted((a, b) => (pictured[a] ?? 0) - (pictured[b] ?? 0)).subarray(1, K + 1);
    for (const other of near) {
      const rank = own.reduce((closer, square) => closer + (square < (own[other] ?? 0) ? 1 : 0), 0);
      lost += Math.max(0, rank - K);
    }
  }
  return 1 - (2 / (ASKED * K * (2 * count - 3 * K - 1))) * lost;
}

function squaresFrom(rows: ArrayLike<number>, width: number, point: number): Float64Array {
  return Float64Array.from({ length: rows.length / width }, (_, row) => {
    let sum = row === point ? -1 : 0;
    for (let i = 0; i < width; i++) sum += ((rows[row * width + i] ?? 0) - (rows[point * width + i] ?? 0)) ** 2;
    return sum;
  });
}
