import path from "node:path";
import type { Kernel } from "../numeric/kernel.ts";
import { sharedFloats, sharedIntegers } from "../numeric/sharedMemory.ts";
import type { KernelWork } from "../numeric/threads.ts";
import type { Curve } from "./umapCurve.ts";
import type { FuzzyGraph } from "./umapGraph.ts";

/** Everything in shared memory; rows are points. */
export interface UmapData {
  readonly dimensions: 2 | 3;
  /** `[points × dimensions]` before the first epoch, and where the even ones write: an epoch reads the other's. */
  readonly even: Float32Array;
  readonly odd: Float32Array;
  /** Points from this one on move; those before only attract and repel. */
  readonly first: number;
  /** Where each block of moving points begins, and where the last one ends. */
  readonly blocks: Uint32Array;
  /** `[moving + 1]` where the edges of each moving point begin. */
  readonly starts: Uint32Array;
  readonly tails: Uint32Array;
  /** Share of the epochs in which each edge is sampled. */
  readonly rates: Float32Array;
  readonly curve: Curve;
  readonly epochs: number;
  readonly learningRate: number;
  readonly negativeSamples: number;
  readonly seed: number;
  /** `[points × dimensions]` towards which each point is pulled, as strongly as `pull` says; empty where it is not. */
  readonly target: Float32Array;
  readonly pull: number;
}

/** The largest move by one sample along one axis, before the learning rate. */
const MOST = 4;
/** Keeps the repulsion of points at the same place finite, as in the reference implementation. */
const NEAR = 1e-3;

/** Exponents of the squared distances the table of forces covers, and bits of their mantissa. */
const LOWEST = -24;
const HIGHEST = 24;
const BITS = 7;
const SHIFT = 23 - BITS;
const FIRST = (LOWEST + 127) << BITS;
const ENTRIES = (HIGHEST - LOWEST) << BITS;

/** What a difference is multiplied by to give the move, by squared distance: powers would be most of the time. */
function forces({ a, b }: Curve): { readonly attraction: Float32Array; readonly repulsion: Float32Array } {
  const attraction = new Float32Array(ENTRIES);
  const repulsion = new Float32Array(ENTRIES);
  const pattern = new Int32Array(1);
  const value = new Float32Array(pattern.buffer);
  for (let entry = 0; entry < ENTRIES; entry++) {
    // The middle of the entry's distances.
    pattern[0] = ((FIRST + entry) << SHIFT) | (1 << (SHIFT - 1));
    const squared = value[0] ?? 0;
    const power = a * squared ** b;
    attraction[entry] = (2 * b * power) / squared / (1 + power);
    repulsion[entry] = (2 * b) / ((NEAR + squared) * (1 + power));
  }
  return { attraction, repulsion };
}

/**
 * One epoch a step, one block a part: stochastic gradient descent as in McInnes, Healy and Melville 2018, algorithm 5,
 * with random numbers of each point's own. Within a block points move one after the other as in the reference
 * implementation, both ends of an edge at once. Points of other blocks are where the epoch before left them; an edge
 * between blocks stands in the rows of both its points, and each moves by itself, as often as in the reference, by what
 * the epoch before left of their difference: so the two moves are opposite, as they are there, and clusters drift apart
 * as far. The same bytes come of any number of threads. Points that are placed among fixed ones are drawn one way only.
 */
export const umapKernel: Kernel<UmapData> = {
  file: path.join(import.meta.dirname, "umapWorker.ts"),
  open: (data) => (data.dimensions === 2 ? epoch2(data) : epoch3(data)),
};

function epoch2(data: UmapData): (step: number, part: number, parts: number) => void {
  const { even, odd, first, blocks, starts, tails, rates, epochs, learningRate, negativeSamples, seed, target, pull } =
    data;
  const { attraction, repulsion } = forces(data.curve);
  const count = even.length / 2;
  const others = (first > 0 ? first : count) / 2 ** 32;
  const isPlacing = first > 0;
  const isPulled = target.length > 0;
  const value = new Float32Array(1);
  const pattern = new Int32Array(value.buffer);
  return (epoch, part) => {
    const [before, after] = epoch % 2 === 0 ? [even, odd] : [odd, even];
    const rate = learningRate * (1 - epoch / epochs);
    const from = blocks[part] ?? 0;
    const to = blocks[part + 1] ?? 0;
    after.set(before.subarray(from * 2, to * 2), from * 2);
    for (let row = from; row < to; row++) {
      const own = row * 2;
      let x = after[own] ?? 0;
      let y = after[own + 1] ?? 0;
      let random = streamOf(seed, epoch, row);
      let samples = 0;
      const end = starts[row + 1 - first] ?? 0;
      for (let edge = starts[row - first] ?? 0; edge < end; edge++) {
        const share = rates[edge] ?? 0;
        if (((epoch * share) | 0) === (((epoch + 1) * share) | 0)) continue;
        samples++;
        const other = tails[edge] ?? 0;
        const tail = other * 2;
        if (other >= from && other < to) {
          const dx = (after[tail] ?? 0) - x;
          const dy = (after[tail + 1] ?? 0) - y;
          value[0] = dx * dx + dy * dy;
          const entry = ((pattern[0] ?? 0) >>> SHIFT) - FIRST;
          const force = entry < 0 ? 0 : (attraction[entry < ENTRIES ? entry : ENTRIES - 1] ?? 0);
          const moveX = rate * clipped(force * dx);
          const moveY = rate * clipped(force * dy);
          x += moveX;
          after[tail] = (after[tail] ?? 0) - moveX;
          y += moveY;
          after[tail + 1] = (after[tail + 1] ?? 0) - moveY;
        } else {
          const times = isPlacing ? 1 : 2;
          const dx = (before[tail] ?? 0) - (isPlacing ? x : (before[own] ?? 0));
          const dy = (before[tail + 1] ?? 0) - (isPlacing ? y : (before[own + 1] ?? 0));
          value[0] = dx * dx + dy * dy;
          const entry = ((pattern[0] ?? 0) >>> SHIFT) - FIRST;
          const force = entry < 0 ? 0 : (attraction[entry < ENTRIES ? entry : ENTRIES - 1] ?? 0);
          x += times * rate * clipped(force * dx);
          y += times * rate * clipped(force * dy);
        }
        for (let sample = 0; sample < negativeSamples; sample++) {
          random = (Math.imul(random, 1664525) + 1013904223) | 0;
          const pushing = Math.floor((random >>> 0) * others) * 2;
          if (pushing === own) continue;
          const pushes = pushing >= from * 2 && pushing < to * 2 ? after : before;
          const dx = x - (pushes[pushing] ?? 0);
          const dy = y - (pushes[pushing + 1] ?? 0);
          value[0] = dx * dx + dy * dy;
          const entry = ((pattern[0] ?? 0) >>> SHIFT) - FIRST;
          const force = repulsion[entry < 0 ? 0 : entry < ENTRIES ? entry : ENTRIES - 1] ?? 0;
          x += rate * clipped(force * dx);
          y += rate * clipped(force * dy);
        }
      }
      if (isPulled) {
        const share = Math.min(1, rate * pull * samples);
        x += share * ((target[own] ?? 0) - x);
        y += share * ((target[own + 1] ?? 0) - y);
      }
      after[own] = x;
      after[own + 1] = y;
    }
  };
}

function epoch3(data: UmapData): (step: number, part: number, parts: number) => void {
  const { even, odd, first, blocks, starts, tails, rates, epochs, learningRate, negativeSamples, seed, target, pull } =
    data;
  const { attraction, repulsion } = forces(data.curve);
  const count = even.length / 3;
  const others = (first > 0 ? first : count) / 2 ** 32;
  const isPlacing = first > 0;
  const isPulled = target.length > 0;
  const value = new Float32Array(1);
  const pattern = new Int32Array(value.buffer);
  return (epoch, part) => {
    const [before, after] = epoch % 2 === 0 ? [even, odd] : [odd, even];
    const rate = learningRate * (1 - epoch / epochs);
    const from = blocks[part] ?? 0;
    const to = blocks[part + 1] ?? 0;
    after.set(before.subarray(from * 3, to * 3), from * 3);
    for (let row = from; row < to; row++) {
      const own = row * 3;
      let x = after[own] ?? 0;
      let y = after[own + 1] ?? 0;
      let z = after[own + 2] ?? 0;
      let random = streamOf(seed, epoch, row);
      let samples = 0;
      const end = starts[row + 1 - first] ?? 0;
      for (let edge = starts[row - first] ?? 0; edge < end; edge++) {
        const share = rates[edge] ?? 0;
        if (((epoch * share) | 0) === (((epoch + 1) * share) | 0)) continue;
        samples++;
        const other = tails[edge] ?? 0;
        const tail = other * 3;
        if (other >= from && other < to) {
          const dx = (after[tail] ?? 0) - x;
          const dy = (after[tail + 1] ?? 0) - y;
          const dz = (after[tail + 2] ?? 0) - z;
          value[0] = dx * dx + dy * dy + dz * dz;
          const entry = ((pattern[0] ?? 0) >>> SHIFT) - FIRST;
          const force = entry < 0 ? 0 : (attraction[entry < ENTRIES ? entry : ENTRIES - 1] ?? 0);
          const moveX = rate * clipped(force * dx);
          const moveY = rate * clipped(force * dy);
          const moveZ = rate * clipped(force * dz);
          x += moveX;
          after[tail] = (after[tail] ?? 0) - moveX;
          y += moveY;
          after[tail + 1] = (after[tail + 1] ?? 0) - moveY;
          z += moveZ;
          after[tail + 2] = (after[tail + 2] ?? 0) - moveZ;
        } else {
          const times = isPlacing ? 1 : 2;
          const dx = (before[tail] ?? 0) - (isPlacing ? x : (before[own] ?? 0));
          const dy = (before[tail + 1] ?? 0) - (isPlacing ? y : (before[own + 1] ?? 0));
          const dz = (before[tail + 2] ?? 0) - (isPlacing ? z : (before[own + 2] ?? 0));
          value[0] = dx * dx + dy * dy + dz * dz;
          const entry = ((pattern[0] ?? 0) >>> SHIFT) - FIRST;
          const force = entry < 0 ? 0 : (attraction[entry < ENTRIES ? entry : ENTRIES - 1] ?? 0);
          x += times * rate * clipped(force * dx);
          y += times * rate * clipped(force * dy);
          z += times * rate * clipped(force * dz);
        }
        for (let sample = 0; sample < negativeSamples; sample++) {
          random = (Math.imul(random, 1664525) + 1013904223) | 0;
          const pushing = Math.floor((random >>> 0) * others) * 3;
          if (pushing === own) continue;
          const pushes = pushing >= from * 3 && pushing < to * 3 ? after : before;
          const dx = x - (pushes[pushing] ?? 0);
          const dy = y - (pushes[pushing + 1] ?? 0);
          const dz = z - (pushes[pushing + 2] ?? 0);
          value[0] = dx * dx + dy * dy + dz * dz;
          const entry = ((pattern[0] ?? 0) >>> SHIFT) - FIRST;
          const force = repulsion[entry < 0 ? 0 : entry < ENTRIES ? entry : ENTRIES - 1] ?? 0;
          x += rate * clipped(force * dx);
          y += rate * clipped(force * dy);
          z += rate * clipped(force * dz);
        }
      }
      if (isPulled) {
        const share = Math.min(1, rate * pull * samples);
        x += share * ((target[own] ?? 0) - x);
        y += share * ((target[own + 1] ?? 0) - y);
        z += share * ((target[own + 2] ?? 0) - z);
      }
      after[own] = x;
      after[own + 1] = y;
      after[own + 2] = z;
    }
  };
}

function clipped(move: number): number {
  return move > MOST ? MOST : move < -MOST ? -MOST : move;
}

/** Where a point's random numbers of an epoch begin; its bits are mixed as in MurmurHash3 (Austin Appleby, public domain). */
function streamOf(seed: number, epoch: number, row: number): number {
  let mixed = Math.imul(row + 1, 0x9e3779b1) ^ Math.imul(epoch + 1, 0x85ebca6b) ^ Math.imul(seed + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Edges times epochs that are sooner gone through than a thread is started. */
const SMALL_WORK = 2e6;

/** All epochs as work for the kernel. */
export function umapWork(data: UmapData): KernelWork<UmapData> {
  const edges = data.tails.length;
  return { data, steps: data.epochs, parts: data.blocks.length - 1, isSmall: edges * data.epochs < SMALL_WORK };
}

/** The edges that are sampled at least once in so many epochs, among `points` only, which are numbered in their order. */
export function sampledEdges(
  { starts, tails, weights }: FuzzyGraph,
  points: Uint32Array,
  epochs: number,
): Pick<UmapData, "starts" | "tails" | "rates"> {
  let most = 0;
  for (const weight of weights) most = Math.max(most, weight);
  const least = most / epochs;
  let count = 0;
  for (const weight of weights) if (weight >= least) count++;
  const numbers = new Uint32Array(starts.length - 1);
  for (const [i, point] of points.entries()) numbers[point] = i;
  const sampled = {
    starts: sharedIntegers(points.length + 1),
    tails: sharedIntegers(count),
    rates: sharedFloats(count),
  };
  let edges = 0;
  for (const [i, point] of points.entries()) {
    sampled.starts[i] = edges;
    for (let edge = starts[point] ?? 0; edge < (starts[point + 1] ?? 0); edge++) {
      const weight = weights[edge] ?? 0;
      if (weight < least) continue;
      sampled.tails[edges] = numbers[tails[edge] ?? 0] ?? 0;
      sampled.rates[edges++] = weight / most;
    }
  }
  sampled.starts[points.length] = edges;
  return sampled;
}
