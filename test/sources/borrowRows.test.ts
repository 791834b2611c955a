import { readFileSync, rmSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ActivationCache } from "../../src/activations/activationCache.ts";
import { recordKeys } from "../../src/activations/recordKeys.ts";
import { borrowRows } from "../../src/sources/borrowRows.ts";
import { Slots } from "../../src/sources/slots.ts";
import { scratchFolder } from "../engine/engineProcess.ts";

const RECORDS = 6000;
const LAYERS = 4;
const WIDTH = 32;
/** The layers that are borrowed, by their places in the whole. */
const WANTED = [3, 1];

let root = "";
const opened: ActivationCache[] = [];

async function open(key: string, layers: number): Promise<ActivationCache> {
  const onWarning = (warning: Error) => expect.fail(warning.message);
  const widths = Array<number>(layers).fill(WIDTH);
  const cache = await ActivationCache.open({ root, key, widths, metadata: {}, memory: Infinity, onWarning });
  opened.push(cache);
  return cache;
}

/** A value float16 holds, which tells record, layer and dimension apart. */
const value = (record: number, layer: number, dimension: number) =>
  ((record * 7 + layer * 31 + dimension) % 2048) - 1024;

/** The cache of all layers as runs leave it: batches of texts from all over the file, merged into shards. */
async function wholeCache(): Promise<ActivationCache> {
  const filling = await open("whole", LAYERS);
  // 2657 and 6000 have no common divisor: every record once.
  const scattered = Array.from({ length: RECORDS }, (_, i) => (i * 2657) % RECORDS);
  for (let from = 0; from < RECORDS; from += 100) {
    const records = scattered.slice(from, from + 100);
    const states = Float32Array.from({ length: records.length * LAYERS * WIDTH }, (_, i) => {
      const record = records[Math.floor(i / (LAYERS * WIDTH))] ?? 0;
      return value(record, Math.floor(i / WIDTH) % LAYERS, i % WIDTH);
    });
    const tokens = Uint32Array.from(records, (record) => record);
    await filling.append(
      recordKeys(records.map(String)),
      states,
      tokens,
      Uint8Array.from(tokens, (n) => n % 2),
    );
  }
  await filling.flush();
  await filling.merge();
  await filling.close();
  return open("whole", LAYERS);
}

const bytesRead = () => Number(/rchar: (\d+)/.exec(readFileSync("/proc/self/io", "utf8"))?.[1]);

beforeEach(() => (root = scratchFolder()));

afterEach(async () => {
  for (const cache of opened.splice(0)) await cache.close();
  rmSync(root, { recursive: true, force: true });
});

describe("borrowed layers", { timeout: 60_000 }, () => {
  const keys = recordKeys(Array.from({ length: RECORDS }, (_, record) => String(record)));

  it("are the same states, with their facts and a count that rises to the whole", async () => {
    const [whole, part] = [await wholeCache(), await open("part", WANTED.length)];
    const slots = new Slots(keys, part);
    const progress: number[] = [];
    const { signal } = new AbortController();
    await borrowRows(slots, part, whole, WANTED, { onProgress: (records) => progress.push(records), signal });
    expect(progress.length).toBeGreaterThan(5);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.at(-1)).toBe(RECORDS);
    const rows = part.lookup(keys);
    for (const [layer, theirs] of WANTED.entries()) {
      const states = new Float32Array(RECORDS * WIDTH);
      await part.readLayer(layer, rows, states);
      const expected = states.map((_, i) => value(Math.floor(i / WIDTH), theirs, i % WIDTH));
      expect(Buffer.from(states.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
    }
    expect(part.facts(rows[4321] ?? -1)).toEqual({ tokens: 4321, truncated: true });
  });

  it.skipIf(process.platform !== "linux")("are read once, however the file orders its records", async () => {
    const [whole, part] = [await wholeCache(), await open("part", WANTED.length)];
    const slots = new Slots(keys, part);
    const { signal } = new AbortController();
    const before = bytesRead();
    await borrowRows(slots, part, whole, WANTED, { onProgress: () => undefined, signal });
    // Each layer of a shard once whole, for its checksum, and once in parts.
    expect(bytesRead() - before).toBeLessThan(2.2 * RECORDS * WANTED.length * WIDTH * 2);
  });

  it("stay as far as they came when the run is cancelled", async () => {
    const [whole, part] = [await wholeCache(), await open("part", WANTED.length)];
    const slots = new Slots(keys, part);
    const cancel = new AbortController();
    const onProgress = (records: number) => {
      if (records > 1000) cancel.abort();
    };
    await borrowRows(slots, part, whole, WANTED, { onProgress, signal: cancel.signal });
    expect(slots.present().length).toBeGreaterThan(1000);
    expect(slots.present().length).toBeLessThan(2000);
  });
});
