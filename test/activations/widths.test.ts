import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { ActivationCache } from "../../src/activations/activationCache.ts";
import { layerStarts } from "../../src/activations/layerStarts.ts";
import { recordKeys } from "../../src/activations/recordKeys.ts";
import { storedWidths } from "../../src/activations/storedWidths.ts";
import { range } from "./sample.ts";
import { testCache } from "./testCache.ts";

const { newRoot } = testCache();
const WIDTHS = [3, 300, 1, 70_000];

/** Values that float16 holds and that tell record, layer and dimension apart; layer 2 of record 4 is too large for it. */
function valueOf(record: number, layer: number, dimension: number): number {
  if (record === 4 && layer === 2) return 1e9;
  return ((record * 31 + layer * 7 + dimension) % 2048) - 1024;
}

function rowsOf(records: readonly number[]): Float32Array {
  const row = layerStarts(WIDTHS).at(-1) ?? 0;
  const starts = [...layerStarts(WIDTHS)];
  const states = new Float32Array(records.length * row);
  records.forEach((record, i) => {
    WIDTHS.forEach((width, layer) => {
      for (let at = 0; at < width; at++) states[i * row + (starts[layer] ?? 0) + at] = valueOf(record, layer, at);
    });
  });
  return states;
}

async function append(cache: ActivationCache, records: readonly number[]): Promise<void> {
  const ones = Uint32Array.from(records, () => 1);
  await cache.append(recordKeys(records.map(String)), rowsOf(records), ones, new Uint8Array(records.length));
}

async function expectAll(cache: ActivationCache, records: readonly number[]): Promise<void> {
  const rows = cache.lookup(recordKeys(records.map(String)));
  const states = cache.states(rows);
  for (const [layer, width] of WIDTHS.entries()) {
    const expected = records.flatMap((record) => range(0, width).map((at) => valueOf(record, layer, at)));
    expect(Buffer.from((await states.read(layer, 0, records.length)).slice().buffer)).toEqual(
      Buffer.from(Float32Array.from(expected).buffer),
    );
  }
}

it("keeps layers of different widths, in memory, on the disk and merged", async () => {
  const options = {
    root: newRoot(),
    key: "key",
    memory: Infinity,
    widths: WIDTHS,
    metadata: { model: "sample" },
    onWarning: fail,
  };
  const cache = await ActivationCache.open(options);
  const records = [5, 1, 4, 0, 7, 3];
  for (const record of records) await append(cache, [record]);
  await expectAll(cache, records);
  await cache.close();

  const again = await ActivationCache.open(options);
  await expectAll(again, records);
  await again.merge();
  expect(again.pathsOf().length).toBe(2);
  await expectAll(again, records);
  const bytes = readFileSync(again.pathsOf()[0] ?? "");
  const header = bytes.toString("utf8", 8, 8 + Number(bytes.readBigUInt64LE()));
  expect(header).toContain('"widths":"3,300,1,70000"');
  expect(header).not.toContain('"hidden"');
  await again.close();
});

it("are told by the shards that are there, past one that is damaged", async () => {
  const root = newRoot();
  expect(await storedWidths(root, "key")).toBeUndefined();
  const cache = await ActivationCache.open({
    root,
    key: "key",
    memory: Infinity,
    widths: WIDTHS,
    metadata: {},
    onWarning: fail,
  });
  await append(cache, [1]);
  await cache.close();
  writeFileSync(path.join(root, "key", `v1-${"0".repeat(32)}.safetensors`), "no shard");
  expect(await storedWidths(root, "key")).toEqual(WIDTHS);
});

it("does not take the shards of other widths for its own", async () => {
  const root = newRoot();
  const metadata = { model: "sample" };
  const cache = await ActivationCache.open({
    root,
    key: "key",
    memory: Infinity,
    widths: WIDTHS,
    metadata,
    onWarning: fail,
  });
  await append(cache, [1]);
  await cache.close();
  const warnings: string[] = [];
  const onWarning = ({ code }: Error & { code: string }) => warnings.push(code);
  const other = await ActivationCache.open({
    root,
    key: "key",
    memory: Infinity,
    widths: [3, 300, 1, 69_999],
    metadata,
    onWarning,
  });
  expect([...other.lookup(recordKeys(["1"]))]).toEqual([-1]);
  expect(warnings).toEqual(["cacheDamaged"]);
  await other.close();
});

function fail(warning: Error): never {
  throw warning;
}
