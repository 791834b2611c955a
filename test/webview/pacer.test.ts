import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Pacer } from "../../webview/pacer.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("lets the first value through at once, then only the newest after a rest of four times the cost", () => {
  const seen: number[] = [];
  const pacer = new Pacer<number>(
    (value) => seen.push(value),
    () => 200,
  );
  pacer.push(1);
  pacer.push(2);
  pacer.push(3);
  expect(seen).toEqual([1]);
  vi.advanceTimersByTime(799);
  expect(seen).toEqual([1]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual([1, 3]);
});

it("flushes what waits, once", () => {
  const seen: number[] = [];
  const pacer = new Pacer<number>(
    (value) => seen.push(value),
    () => 50,
  );
  pacer.push(1);
  pacer.push(2);
  pacer.flush();
  vi.runAllTimers();
  expect(seen).toEqual([1, 2]);
});
