import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ActivationCache } from "../../src/activations/activationCache.ts";
import { cosineDistance } from "../../src/numeric/cosine.ts";
import { CHUNK_ROWS, chunksOf, type LayerStates } from "../../src/numeric/layerStates.ts";
import { recordKeys } from "../../src/activations/recordKeys.ts";
import { range } from "./sample.ts";
import { testCache } from "./testCache.ts";

const { newRoot } = testCache();
const RECORDS = 6000;
const LAYERS = 3;
const WIDTH = 64;

/** A cache whose shards hold records from all over the file, and the states of its records in order. */
async function scattered() {
  const onWarning = (warning: Error) => expect.fail(warning.message);
  const options = { root: newRoot(), key: "key", widths: Array<number>(LAYERS).fill(WIDTH), metadata: {} };
  const filling = await ActivationCache.open({ ...options, memory: Infinity, onWarning });
  // 2657 and 6000 have no common divisor: every record once.
  const order = range(0, RECORDS).map((i) => (i * 2657) % RECORDS);
  for (let from = 0; from < RECORDS; from += 500) {
    const records = order.slice(from, from + 500);
    const states = Float32Array.from({ length: records.length * LAYERS * WIDTH }, (_, i) => {
      const record = records[Math.floor(i / (LAYERS * WIDTH))] ?? 0;
      return ((record * 31 + (i % (LAYERS * WIDTH)) * 17) % 997) - 498;
    });
    const tokens = new Uint32Array(records.length).fill(4);
    await filling.append(recordKeys(records.map(String)), states, tokens, new Uint8Array(records.length));
  }
  await filling.close();
  const cache = await ActivationCache.open({ ...options, memory: Infinity, onWarning });
  const states = cache.states(cache.lookup(recordKeys(range(0, RECORDS).map(String))));
  // The first time a layer is read, it is compared with its checksum: that is not what is measured.
  for (const layer of range(0, LAYERS)) await states.read(layer, 0, RECORDS);
  return { cache, states };
}

/** Distances of every record to one, at every layer: what asking for neighbours reads. */
async function distancesTo(states: LayerStates, record: number): Promise<number[]> {
  const distances: number[] = [];
  for (let layer = 0; layer < LAYERS; layer++) {
    const own = await states.read(layer, record, record + 1);
    for await (const { rows } of chunksOf(states, layer))
      for (let at = 0; at < rows.length; at += WIDTH) distances.push(cosineDistance(own, 0, rows, at, WIDTH));
  }
  return distances;
}

const bytesRead = () => Number(/rchar: (\d+)/.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);
const LAYER_BYTES = RECORDS * WIDTH * 2;

it.skipIf(process.platform !== "linux")("is read no more by several at different layers than by one", async () => {
  const { cache, states } = await scattered();
  const before = bytesRead();
  // Everybody goes through all layers, each a layer ahead of the next, in turns.
  const readers = range(0, LAYERS).map((ahead) => {
    return range(0, LAYERS).map((layer) => chunksOf(states, (layer + ahead) % LAYERS));
  });
  let chunks = 0;
  for (const step of range(0, LAYERS)) {
    const passes = readers.map((reader) => reader[step]);
    for (let count = await nextOf(passes); count > 0; count = await nextOf(passes)) chunks += count;
  }
  expect(chunks).toBe(LAYERS * LAYERS * Math.ceil(RECORDS / CHUNK_ROWS));
  expect(bytesRead() - before).toBeLessThan(1.1 * LAYERS * LAYER_BYTES);
  await cache.close();
});

/** Reads one chunk of each pass, in turn; gives how many were not through yet. */
async function nextOf(passes: readonly (ReturnType<typeof chunksOf> | undefined)[]): Promise<number> {
  let count = 0;
  for (const pass of passes) count += Number((await pass?.next())?.done === false);
  return count;
}

it.skipIf(process.platform !== "linux")(
  "keeps a reader's window while others read single records and parts",
  async () => {
    const { cache, states } = await scattered();
    const before = bytesRead();
    let chunks = 0;
    for await (const { from } of chunksOf(states, 1)) {
      chunks++;
      await states.read(0, from, from + 300);
      await states.read(2, from, from + 1);
    }
    expect(chunks).toBeGreaterThan(2);
    // The layer once; 300 records that lie all over the shards cost as much each time.
    expect(bytesRead() - before).toBeLessThan(1.1 * (1 + chunks) * LAYER_BYTES);
    await cache.close();
  },
);

it("stops where the reader's signal aborts, and others go on", async () => {
  const { cache, states } = await scattered();
  const stop = new AbortController();
  const watched = states.until(stop.signal);
  expect(await watched.read(0, 3, 5)).toEqual(await states.read(0, 3, 5));
  const stopped = distancesTo(watched, 1);
  const going = distancesTo(states, 1);
  stop.abort(new Error("not wanted any more"));
  await expect(stopped).rejects.toThrow("not wanted any more");
  expect((await going).length).toBe(LAYERS * RECORDS);
  await expect(watched.read(0, 3, 5)).rejects.toThrow("not wanted any more");
  await expect(watched.until(new AbortController().signal).read(0, 3, 5)).rejects.toThrow("not wanted any more");
  const rows = cache.lookup(recordKeys(["1", "2"]));
  await expect(cache.readLayer(0, rows, new Float32Array(2 * WIDTH), stop.signal)).rejects.toThrow("not wanted");
  await cache.close();
});
