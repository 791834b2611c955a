import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import { useThreads } from "../../src/numeric/threads.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { projections } from "../../src/projection/index.ts";
import type { Projection } from "../../src/projection/projection.ts";
import type { Dimensions } from "../../src/protocol/engine.ts";
import { defaultsOf, type Parameters } from "../../src/protocol/parameters.ts";
import { arrayStates, hiddenStates, noise } from "../numeric/arrayStates.ts";
import { finish } from "../numeric/finish.ts";

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

/** Generous: part of it is the compiler's. */
const LONGEST_TURN = 200;
const SOON = 100;

interface Input {
  readonly rows: Float32Array;
  readonly width: number;
}

interface Options {
  readonly dimensions?: Dimensions;
  readonly values?: Readonly<Record<string, number | string>>;
  readonly signal?: AbortSignal;
  readonly enough?: AbortSignal;
  readonly start?: Float64Array;
  readonly onStep?: (done: number) => unknown;
}

async function drawn(
  projection: Projection,
  { rows, width }: Input,
  { dimensions = 2, values = {}, signal = neverAborted, enough, start, onStep }: Options = {},
): Promise<Float64Array> {
  const sets = { a: Uint32Array.of(0), b: Uint32Array.of(1) };
  const input = { states: arrayStates([rows], width), layer: 0, dimensions, algebra, start, sets };
  const work = projection.run(input, { ...defaultsOf(projection.parameters), ...values }, { signal, enough });
  for (;;) {
    const step = await work.next();
    if (step.done === true) return step.value.coordinates;
    await onStep?.(step.value.done);
  }
}

/** The most milliseconds this thread computed without leaving others their turn; the same when the cores are busy. */
async function longestTurn(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  const over = new AbortController();
  const ended = work.finally(() => over.abort());
  for (let before = process.threadCpuUsage(); !over.signal.aborted;) {
    await setImmediate();
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.threadCpuUsage();
  }
  await ended;
  return longest;
}

function random(records: number, width: number, seed = 1): Float32Array {
  const next = noise(seed);
  return Float32Array.from({ length: records * width }, next);
}

function clustered(records: number, width: number): Input {
  return { rows: hiddenStates(records, 1, width)[0] ?? new Float32Array(), width };
}

/** Some rows with a number that is none. */
function damaged(records: number, width: number): Float32Array {
  const rows = random(records, width);
  rows[0] = NaN;
  rows[5 * width + 1] = Infinity;
  rows[records * width - 1] = -Infinity;
  return rows;
}

function repeated(first: number, second: number, width: number): Float32Array {
  const [one, other] = [random(1, width, 3), random(1, width, 4)];
  const rows = new Float32Array((first + second) * width);
  for (let row = 0; row < first + second; row++) rows.set(row < first ? one : other, row * width);
  return rows;
}

const degenerate: readonly (readonly [string, Input])[] = [
  ["no records", { rows: new Float32Array(0), width: 8 }],
  ["one record", { rows: random(1, 8), width: 8 }],
  ["two records", { rows: random(2, 8), width: 8 }],
  ["three records", { rows: random(3, 8), width: 8 }],
  ["two equal records", { rows: repeated(2, 0, 8), width: 8 }],
  ["40 equal records", { rows: repeated(40, 0, 8), width: 8 }],
  ["40 records at the origin", { rows: new Float32Array(40 * 8), width: 8 }],
  ["rows that are no numbers", { rows: damaged(60, 8), width: 8 }],
  ["nothing but rows that are no numbers", { rows: new Float32Array(30 * 8).fill(NaN), width: 8 }],
  ["one row of numbers", { rows: new Float32Array(30 * 8).fill(NaN).fill(1, 0, 8), width: 8 }],
  ["more dimensions than records", { rows: random(6, 300), width: 300 }],
  ["two clumps of identical points", { rows: repeated(60, 60, 8), width: 8 }],
  ["a clump and a point", { rows: repeated(60, 1, 8), width: 8 }],
  ["one dimension", { rows: random(50, 1), width: 1 }],
  ["huge and tiny numbers", { rows: random(50, 8).map((value, i) => value * 10 ** ((i % 30) - 15)), width: 8 }],
];

/** The values of one of a method's own parameters at its limits, the others at their defaults. */
function limitsOf(parameters: Parameters): readonly (readonly [string, number | string])[] {
  const own = Object.entries(parameters).filter(([, { group }]) => group === undefined);
  return own.flatMap(([name, parameter]) =>
    (parameter.kind === "choice" ? parameter.options : [parameter.min, parameter.max]).map(
      (value) => [name, value] as const,
    ),
  );
}

describe.each(projections)("the contract of $id", (projection) => {
  describe.each([2, 3] as const)("in %i dimensions", (dimensions) => {
    it.each(degenerate)("draws %s", async (_, input) => {
      const coordinates = await drawn(projection, input, { dimensions });
      expectDrawn(coordinates, input, dimensions);
    });

    it("gives the same bytes twice, and the same from a start", async () => {
      const input = clustered(400, 20);
      const first = await drawn(projection, input, { dimensions });
      expect(await drawn(projection, input, { dimensions })).toEqual(first);
      const started = await drawn(projection, input, { dimensions, start: first.slice() });
      expectDrawn(started, input, dimensions);
      expect(await drawn(projection, input, { dimensions, start: first.slice() })).toEqual(started);
    });

    it("begins anywhere", async () => {
      const input = { rows: damaged(60, 8), width: 8 };
      const length = 60 * dimensions;
      for (const start of [
        new Float64Array(length),
        new Float64Array(length).fill(NaN),
        Float64Array.from({ length }, (_, i) => (i < 9 ? NaN : i * 1e6)),
      ])
        expectDrawn(await drawn(projection, input, { dimensions, start }), input, dimensions);
    });
  });

  it.each(limitsOf(projection.parameters))("draws few records with %s at %s", async (name, value) => {
    const input = clustered(12, 8);
    expectDrawn(await drawn(projection, input, { values: { [name]: value } }), input, 2);
  });

  it("leaves others their turn, and its share done rises to 1", async () => {
    const progress: number[] = [];
    const work = drawn(projection, clustered(2500, 50), {
      onStep: (done) => {
        progress.push(done);
        return setImmediate();
      },
    });
    expect(await longestTurn(work)).toBeLessThan(LONGEST_TURN);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
  });

  it("gives the same bytes whatever the number of threads", async () => {
    const input = clustered(2200, 12);
    try {
      useThreads(1);
      const alone = await drawn(projection, input);
      useThreads(3);
      expect(await drawn(projection, input)).toEqual(alone);
    } finally {
      useThreads();
    }
  });

  it("stops soon where it is told to", async () => {
    const input = clustered(2500, 50);
    // Of several times the quickest: the cores may be busy.
    const times: number[] = [];
    for (const after of [0.05, 0.3, 0.6]) {
      const controller = new AbortController();
      let stopped = Infinity;
      const work = drawn(projection, input, {
        signal: controller.signal,
        onStep: (done) => {
          if (done < after || done === 1 || controller.signal.aborted) return;
          stopped = performance.now();
          controller.abort(new Error("told to"));
        },
      });
      if (projection.iterative) await expect(work).rejects.toThrow("told to");
      else await work.catch((error: unknown) => expect(error).toEqual(new Error("told to")));
      times.push(performance.now() - stopped);
    }
    expect(Math.min(...times)).toBeLessThan(SOON);
  });

  it("stops before it begins", async () => {
    const work = drawn(projection, clustered(300, 20), { signal: AbortSignal.abort(new Error("told to")) });
    await expect(work).rejects.toThrow("told to");
  });

  it("keeps what is there where that is enough", async () => {
    const input = clustered(1500, 20);
    for (const after of [0, 0.3, 0.7]) {
      const enough = new AbortController();
      let last = 0;
      const coordinates = await drawn(projection, input, {
        enough: enough.signal,
        onStep: (done) => {
          last = done;
          if (done >= after) enough.abort();
        },
      });
      expectDrawn(coordinates, input, 2);
      expect(last).toBe(1);
    }
  });
});

describe.each(projections.filter((one) => "place" in one))("placing by $id", (projection) => {
  const clumps = 5;
  const records = 600;
  const input = { rows: apart(records, clumps, 20), width: 20 };

  async function placed(rows: Float32Array, drawn: Float64Array, fitted: Float32Array, dimensions: Dimensions) {
    const [states, known] = [arrayStates([rows], 20), arrayStates([fitted], 20)];
    const values = defaultsOf(projection.parameters);
    const of = { states, layer: 0, dimensions, algebra, fitted: { states: known, coordinates: drawn } };
    const work = projection.place?.(of, values, { signal: neverAborted });
    if (work === undefined) throw new Error("it places nothing");
    return (await finish(work)).result;
  }

  it.each([2, 3] as const)("puts points beside their like, at any scale, in %i dimensions", async (dimensions) => {
    const half = input.rows.slice(0, (records / 2) * 20);
    const rest = input.rows.slice((records / 2) * 20);
    const coordinates = await drawn(projection, { rows: half, width: 20 }, { dimensions });
    const found = await placed(rest, coordinates, half, dimensions);
    let own = 0;
    for (let i = 0; i < records / 2; i++) {
      const place = found.subarray(i * dimensions, (i + 1) * dimensions);
      expect(place.every(Number.isFinite)).toBe(true);
      own += nearestTo(place, coordinates, dimensions) % clumps === i % clumps ? 1 : 0;
    }
    expect(own / (records / 2)).toBeGreaterThan(0.9);
    const enlarged = await placed(
      rest,
      coordinates.map((value) => value * 1024),
      half,
      dimensions,
    );
    for (const [at, value] of found.entries()) expect(enlarged[at]).toBeCloseTo(value * 1024, 3);
  });

  it.each(degenerate.filter(([, { width }]) => width === 8))("places %s", async (_, { rows }) => {
    const wide = new Float32Array((rows.length / 8) * 20);
    for (let row = 0; row < rows.length / 8; row++) wide.set(rows.subarray(row * 8, (row + 1) * 8), row * 20);
    const fitted = input.rows.slice(0, 50 * 20);
    const coordinates = await drawn(projection, { rows: fitted, width: 20 });
    coordinates.fill(NaN, 0, 4);
    const found = await placed(wide, coordinates, fitted, 2);
    expect(found.length).toBe((rows.length / 8) * 2);
    for (const [at, value] of found.entries()) {
      const row = Math.floor(at / 2);
      const isState = rows.subarray(row * 8, (row + 1) * 8).every(Number.isFinite);
      expect(Number.isFinite(value)).toBe(isState);
    }
  });

  it.each([0, 1, 2, 3])("places among %i fitted points, and among so many at one place", async (count) => {
    const fitted = input.rows.slice(0, count * 20);
    for (const coordinates of [await drawn(projection, { rows: fitted, width: 20 }), new Float64Array(count * 2)]) {
      const found = await placed(input.rows.slice(0, 10 * 20), coordinates, fitted, 2);
      expect(found.every(Number.isFinite)).toBe(true);
    }
  });
});

/** Clumps far from each other, one point of each in turn. */
function apart(records: number, clumps: number, width: number): Float32Array {
  const centres = random(clumps, width, 9);
  return random(records, width).map((value, at) => {
    const clump = Math.floor(at / width) % clumps;
    return value / 3 + (centres[clump * width + (at % width)] ?? 0);
  });
}

function nearestTo(place: Float64Array, coordinates: Float64Array, dimensions: number): number {
  let [nearest, least] = [0, Infinity];
  for (let other = 0; other < coordinates.length / dimensions; other++) {
    let squares = 0;
    for (let axis = 0; axis < dimensions; axis++)
      squares += ((coordinates[other * dimensions + axis] ?? 0) - (place[axis] ?? 0)) ** 2;
    if (squares < least) [nearest, least] = [other, squares];
  }
  return nearest;
}

/** A finite place for every state that is finite, no number for the others, around the origin. */
function expectDrawn(coordinates: Float64Array, { rows, width }: Input, dimensions: Dimensions): void {
  const records = rows.length / width;
  expect(coordinates.length).toBe(records * dimensions);
  const sums = new Float64Array(dimensions);
  let furthest = 0;
  for (let record = 0; record < records; record++) {
    const isState = rows.subarray(record * width, (record + 1) * width).every(Number.isFinite);
    const place = coordinates.subarray(record * dimensions, (record + 1) * dimensions);
    if (!place.every(isState ? Number.isFinite : Number.isNaN)) expect.fail(`record ${record} is at ${place.join()}`);
    if (!isState) continue;
    for (const [axis, value] of place.entries()) {
      sums[axis] = (sums[axis] ?? 0) + value;
      furthest = Math.max(furthest, Math.abs(value));
    }
  }
  for (const sum of sums) expect(Math.abs(sum)).toBeLessThanOrEqual(1e-6 * furthest * records + 1e-12);
}
