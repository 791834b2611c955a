import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { finish, neverAborted } from "../../src/numeric/work.ts";
import { projections } from "../../src/projection/index.ts";
import { defaultsOf } from "../../src/protocol/parameters.ts";
import { output } from "./output.ts";
import { inTurn, notRun, seconds, times, type Bench, type Row } from "./row.ts";
import { random } from "./texts.ts";

const WIDTH = 50;
const CLUSTERS = 8;
/** Points of which the trustworthiness is asked. */
const ASKED = 500;
const NEIGHBOURS = 15;

interface Map {
  readonly id: string;
  readonly label: string;
  readonly rows: number;
  readonly peers: readonly { readonly script: string; readonly name: string; readonly goal: string }[];
}

const maps: readonly Map[] = [
  {
    id: "tsne",
    label: "t-SNE",
    rows: 10_000,
    peers: [
      { script: "opentsne", name: "openTSNE", goal: "≥ 1.5 ×" },
      { script: "sklearn-tsne", name: "scikit-learn", goal: "≥ 5 ×" },
    ],
  },
  { id: "pacmap", label: "PaCMAP", rows: 20_000, peers: [{ script: "pacmap", name: "pacmap", goal: "≥ 1 ×" }] },
];

/** Maps in two dimensions from states in memory, and how far they are to be trusted. */
export const mapBenches: readonly Bench[] = maps.map((map) => ({
  id: map.id,
  run: ({ runs, python }) => run(map, Math.min(runs, 3), python),
}));

async function run({ id, label, rows, peers }: Map, runs: number, python: string | undefined): Promise<Row[]> {
  const projection = projections.find((one) => one.id === id);
  if (projection === undefined) throw new Error(`no projection is ${id}`);
  const data = clustered(rows);
  const folder = mkdtempSync(path.join(tmpdir(), "maps-"));
  const algebra = new Algebra();
  try {
    const file = path.join(folder, "rows.f32");
    writeFileSync(file, data);
    const drawn: Record<string, Float64Array> = {};
    const sides: Record<string, () => Promise<number>> = {
      ours: async () => {
        // States of their own, so that no neighbours are kept from before.
        const states: LayerStates = {
          widths: [WIDTH],
          spaces: ["hidden"],
          records: rows,
          read: (_, from, to) => Promise.resolve(data.subarray(from * WIDTH, to * WIDTH)),
        };
        const values = defaultsOf(projection.parameters);
        const started = performance.now();
        const work = projection.run({ states, layer: 0, dimensions: 2, algebra }, values, { signal: neverAborted });
        drawn["ours"] = (await finish(work)).coordinates;
        return (performance.now() - started) / 1000;
      },
    };
    if (python !== undefined) {
      for (const { script } of peers) {
        sides[script] = () => {
          const places = path.join(folder, `${script}.f64`);
          const peer = path.join(import.meta.dirname, "mapPeers.py");
          const printed = output(python, [peer, script, file, String(WIDTH), places]);
          drawn[script] = new Float64Array(new Uint8Array(readFileSync(places)).buffer);
          return Promise.resolve((JSON.parse(printed) as { seconds: number }).seconds);
        };
      }
    }
    await sides["ours"]?.();
    const found = await inTurn(runs, sides);
    const ours = found["ours"] ?? NaN;
    const trust = (side: string) => trustworthiness(data, drawn[side] ?? new Float64Array()).toFixed(3);
    return peers.map(({ script, name, goal }) => {
      const theirs = found[script];
      const what = `${label} of ${rows} × ${WIDTH}`;
      const result = theirs === undefined ? notRun : { theirs: seconds(theirs), ratio: times(theirs / ours) };
      if (theirs === undefined) return { what, ours: seconds(ours), peer: name, goal, ...result };
      const peer = `${name}, trustworthiness ${trust(script)}`;
      return { what: `${what}, trustworthiness ${trust("ours")}`, ours: seconds(ours), peer, goal, ...result };
    });
  } finally {
    await algebra.dispose();
    rmSync(folder, { recursive: true });
  }
}

/** Clusters of a power-law spectrum. */
function clustered(rows: number): Float32Array {
  const next = random(1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const centres = Float64Array.from({ length: CLUSTERS * WIDTH }, () => 2 * normal());
  return Float32Array.from({ length: rows * WIDTH }, (_, at) => {
    const cluster = Math.floor(at / WIDTH) % CLUSTERS;
    return (normal() + (centres[cluster * WIDTH + (at % WIDTH)] ?? 0)) * ((at % WIDTH) + 1) ** -0.7;
  });
}

/** Of points spread evenly over all: Venna and Kaski 2001. */
function trustworthiness(states: Float32Array, places: Float64Array): number {
  const count = states.length / WIDTH;
  let lost = 0;
  for (let asked = 0; asked < ASKED; asked++) {
    const point = Math.floor((asked * count) / ASKED);
    const far = squaredDistances(states, WIDTH, point);
    const drawn = squaredDistances(places, 2, point);
    const nearest = Array.from(drawn.keys()).sort((a, b) => (drawn[a] ?? 0) - (drawn[b] ?? 0));
    const sorted = far.slice().sort();
    for (const other of nearest.slice(1, NEIGHBOURS + 1))
      lost += Math.max(0, sorted.indexOf(far[other] ?? 0) - NEIGHBOURS);
  }
  return 1 - (2 / (ASKED * NEIGHBOURS * (2 * count - 3 * NEIGHBOURS - 1))) * lost;
}

function squaredDistances(places: Float32Array | Float64Array, width: number, point: number): Float64Array {
  return Float64Array.from({ length: places.length / width }, (_, other) => {
    let squares = 0;
    for (let axis = 0; axis < width; axis++)
      squares += ((places[other * width + axis] ?? 0) - (places[point * width + axis] ?? 0)) ** 2;
    return squares;
  });
}
