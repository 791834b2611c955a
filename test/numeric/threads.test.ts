import { afterEach, describe, expect, it } from "vitest";
import { runKernel, useThreads } from "../../src/numeric/threads.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { noise } from "./arrayStates.ts";
import { finish } from "./finish.ts";
import { wave, type WaveData } from "./kernels/wave.ts";

afterEach(() => useThreads());

function dataOf(length: number, more: Partial<WaveData> = {}): WaveData {
  const random = noise(1);
  const now = new Float64Array(new SharedArrayBuffer(length * 8)).map(() => random());
  const shared = new Float64Array(new SharedArrayBuffer(length * 8));
  shared.set(now);
  return { now: shared, before: new Float64Array(new SharedArrayBuffer(length * 8)), ...more };
}

async function waved(isSmall: boolean, threads: number | undefined): Promise<Float64Array> {
  useThreads(threads);
  const data = dataOf(1001);
  const work = { data, steps: 300, parts: 7, isSmall };
  const { progress } = await finish(runKernel(wave, work, { signal: neverAborted }));
  expect(progress.every((done, i) => done >= (progress[i - 1] ?? 0) && done <= 1)).toBe(true);
  return data.now.slice();
}

describe("a kernel", () => {
  it("gives the same numbers on the calling thread, on one and on several", async () => {
    const expected = await waved(true, undefined);
    expect(new Set(expected).size).toBeGreaterThan(1);
    for (const threads of [1, 2, 3, 7]) expect(await waved(false, threads)).toEqual(expected);
  });

  it("stops within 100 ms where the signal aborts, and its threads work again", async () => {
    const controller = new AbortController();
    const data = dataOf(100, { milliseconds: 10 });
    const work = runKernel(wave, { data, steps: 1000, parts: 4, isSmall: false }, { signal: controller.signal });
    await work.next();
    const started = performance.now();
    controller.abort(new Error("not any more"));
    await expect(work.next()).rejects.toThrow("not any more");
    expect(performance.now() - started).toBeLessThan(100);
    expect(await waved(false, undefined)).toEqual(await waved(true, undefined));
  });

  it.each([true, false])("ends after the step that is under way where it is enough, small: %s", async (isSmall) => {
    const controller = new AbortController();
    const data = dataOf(100, { milliseconds: 5 });
    const context = { signal: neverAborted, enough: controller.signal };
    const work = runKernel(wave, { data, steps: 1_000_000, parts: 4, isSmall }, context);
    await work.next();
    controller.abort();
    const { result: steps } = await finish(work);
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThan(100);
    expect(data.before.every((value) => value !== 0)).toBe(true);
  });

  it("that breaks is told, and the next one works", async () => {
    const work = { data: dataOf(100, { breaksAt: 3 }), steps: 10, parts: 4, isSmall: false };
    await expect(finish(runKernel(wave, work, { signal: neverAborted }))).rejects.toMatchObject({ code: "internal" });
    expect(await waved(false, undefined)).toEqual(await waved(true, undefined));
  });
});
