import { describe, expect, it } from "vitest";
import { BatchQueue } from "../../src/model/batchQueue.ts";
import { BatchSize } from "../../src/model/batchSize.ts";

/** Runs full batches until the size stays; `rate`: tokens a second of a size. Gives the sizes in order. */
function settle(size: BatchSize, rate: (tokens: number) => number): number[] {
  const sizes = [size.tokens];
  for (let batch = 0; batch < 200; batch++) {
    const { tokens } = size;
    size.ran(tokens, tokens / rate(tokens));
    if (size.tokens !== tokens) sizes.push(size.tokens);
  }
  return sizes;
}

describe("BatchSize", () => {
  it("doubles on a device while that is faster, then takes the last that was", () => {
    // As many processors as 6 000 tokens fill.
    const rate = (tokens: number) => 1000 * Math.min(tokens, 6000);
    expect(settle(new BatchSize("webgpu", undefined), rate)).toEqual([1024, 2048, 4096, 8192, 16384, 8192]);
  });

  it("ends where memory does", () => {
    expect(settle(new BatchSize("webgpu", undefined), (tokens) => tokens).at(-1)).toBe(65_536);
  });

  it("does not count the first batch of a size, nor such as are hardly full", () => {
    const size = new BatchSize("webgpu", undefined);
    for (let batch = 0; batch < 50; batch++) size.ran(500, 0.01);
    expect(size).toMatchObject({ tokens: 1024, isFound: false });
    size.ran(1024, 1000);
    for (let batch = 0; batch < 3; batch++) size.ran(1024, 1);
    expect(size.tokens).toBe(2048);
  });

  it("is the known best on the CPU, whatever the speed", () => {
    expect(settle(new BatchSize("cpu", undefined), (tokens) => tokens ** 2)).toEqual([1536]);
  });

  it("stays as remembered, and halves where a batch fails", () => {
    const size = new BatchSize("webgpu", 4096);
    expect(settle(size, (tokens) => tokens ** 2)).toEqual([4096]);
    expect(size.isFound).toBe(true);
    size.failed(4000);
    expect(size.tokens).toBe(2000);
    size.failed(100);
    expect(size.tokens).toBe(50);
    for (let failure = 0; failure < 20; failure++) size.failed(size.tokens);
    expect(size.tokens).toBe(1);
  });
});

describe("BatchQueue", () => {
  const lengths = Uint32Array.from({ length: 200 }, (_, index) => 5 + ((index * 37) % 100));

  it("gives every text once, though the size changes", () => {
    const queue = new BatchQueue(lengths, Infinity);
    const size = new BatchSize("webgpu", 2048);
    const seen: number[] = [];
    let batches = 0;
    for (let batch = queue.next(size); batch !== undefined; batch = queue.next(size)) {
      const tokens = batch.length * Math.max(...Array.from(batch, (text) => lengths[text] ?? 0));
      expect(tokens).toBeLessThanOrEqual(size.tokens);
      seen.push(...batch);
      if (++batches % 3 === 0 && size.tokens > 300) size.failed(tokens);
    }
    expect(size.tokens).toBeLessThanOrEqual(300);
    expect(seen.toSorted((a, b) => a - b)).toEqual([...lengths.keys()]);
  });

  it("gives one text at a time where a model takes no more", () => {
    const queue = new BatchQueue(lengths, 1);
    const size = new BatchSize("cpu", undefined);
    let count = 0;
    for (let batch = queue.next(size); batch !== undefined; batch = queue.next(size), count++)
      expect(batch.length).toBe(1);
    expect(count).toBe(200);
  });
});
