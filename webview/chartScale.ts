import type { LayerSeries, ValueRange } from "../src/protocol/tasks.ts";

/** An axis for some numbers. */
export interface Scale {
  /** Three values on it, ascending: its ends and the middle. */
  readonly ticks: readonly [number, number, number];
  /** Where a value stands, from 0 at the low end to 1. */
  readonly at: (value: number) => number;
  /** Whether the low end is where the numbers begin: then what is below the line means something. */
  readonly isGrounded: boolean;
}

/** The axis that shows all numbers of some series, with round ends. */
export function scaleOf(series: readonly LayerSeries[], range: ValueRange): Scale {
  const [least, most] = extent(series);
  if (range.isLogarithmic === true && least > 0 && most > 3 * least) return logarithmic(least, most);
  const [low, high] = roundEnds(least, most, range);
  return {
    ticks: [low, (low + high) / 2, high],
    at: (value) => (value - low) / (high - low),
    isGrounded: low === (range.low ?? 0),
  };
}

/** The least and the most of all numbers and bands; 0 and 1 where there are none. */
function extent(series: readonly LayerSeries[]): readonly [number, number] {
  let least = Infinity;
  let most = -Infinity;
  for (const { values, chance } of series) {
    for (const numbers of [values, ...(chance === undefined ? [] : [chance.low, chance.high])]) {
      for (const value of numbers) {
        if (!Number.isFinite(value)) continue;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
  }
  return least > most ? [0, 1] : [least, most];
}

/** Ends at multiples of a round step around the numbers, within what is possible. From 0 where that is not far off. */
function roundEnds(least: number, most: number, range: ValueRange): readonly [number, number] {
  const from = least > 0 && least < 0.55 * most ? 0 : least;
  const to = most < 0 && most > 0.55 * least ? 0 : most;
  const size = Math.max(Math.abs(to), Math.abs(from));
  const span = Math.max(to - from, size === 0 ? 1 : TOLD_APART * size, 1e-6);
  const step = roundStep(span / 2);
  const low = Math.max(step * Math.floor(from / step + 1e-6), range.low ?? -Infinity);
  const high = Math.min(step * Math.ceil(to / step - 1e-6), range.high ?? Infinity);
  if (high > low) return [low, high];
  return [Math.max(low - step, range.low ?? -Infinity), Math.min(low + step, range.high ?? Infinity)];
}

/** Ends that differ by less of their size are the same number in two digits. */
const TOLD_APART = 0.02;

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is not below. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 2.5, 5].find((factor) => factor * power >= 0.999 * least) ?? 10) * power;
}

function logarithmic(least: number, most: number): Scale {
  const from = Math.floor(Math.log10(least));
  const to = Math.max(from + 1, Math.ceil(Math.log10(most)));
  return {
    ticks: [10 ** from, 10 ** ((from + to) / 2), 10 ** to],
    at: (value) => (Math.log10(value) - from) / (to - from),
    isGrounded: false,
  };
}
