import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { BackOff } from "../../src/activations/backOff.ts";

let tries = 0;
let backOff: BackOff;

beforeEach(() => {
  vi.useFakeTimers();
  tries = 0;
  backOff = new BackOff(() => tries++);
});

afterEach(() => vi.useRealTimers());

/** Milliseconds until the next try. */
function nextTry(): number {
  const [before, from] = [tries, Date.now()];
  while (tries === before) vi.advanceTimersByTime(10);
  return Date.now() - from;
}

it("tries again later and later, and no more rarely than twice a minute", () => {
  const waits = Array.from({ length: 9 }, () => {
    backOff.failed();
    backOff.failed();
    return nextTry();
  });
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(tries).toBe(9);
});

it("begins anew once it worked, and then tries nothing", () => {
  backOff.failed();
  nextTry();
  backOff.failed();
  backOff.worked();
  vi.advanceTimersByTime(60_000);
  expect(tries).toBe(1);
  backOff.failed();
  expect(nextTry()).toBe(250);
});

it("tries nothing after its end", () => {
  backOff.failed();
  backOff.end();
  backOff.failed();
  vi.advanceTimersByTime(60_000);
  expect(tries).toBe(0);
});
