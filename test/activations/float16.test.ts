import { describe, expect, it } from "vitest";
import { decodeFloat16, encodeFloat16 } from "../../src/activations/float16.ts";

const ALL = Uint16Array.from({ length: 0x10000 }, (_, half) => half);

function decoded(halves: Uint16Array): Float32Array {
  const floats = new Float32Array(halves.length);
  decodeFloat16(halves, 0, floats, 0, halves.length);
  return floats;
}

function encoded(floats: Float32Array): { halves: Uint16Array; fits: boolean } {
  const halves = new Uint16Array(floats.length);
  const fits = encodeFloat16(new Uint32Array(floats.buffer), 0, halves, 0, floats.length);
  return { halves, fits };
}

describe("float16", () => {
  it.each([
    [0x0000, 0],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
  ])("%i is %f, as IEEE 754 lists it", (half, value) => {
    expect(decoded(Uint16Array.of(half))[0]).toBe(value);
  });

  it("gives back every float16", () => {
    const { halves, fits } = encoded(decoded(ALL));
    const isNumber = (half: number) => (half & 0x7fff) <= 0x7c00;
    expect(halves.filter(isNumber)).toEqual(ALL.filter(isNumber));
    expect(fits).toBe(true);
  });

  it("rounds to the nearest float16, ties to even", () => {
    const finite = decoded(ALL.slice(0, 0x7c00));
    const samples = new Float32Array(3 * finite.length);
    finite.forEach((value, i) => {
      const middle = (value + (finite[i + 1] ?? 65536)) / 2;
      samples.set([middle * (1 - 2 ** -23), middle, middle * (1 + 2 ** -23)], 3 * i);
    });
    const { halves } = encoded(samples);
    const expected = Uint16Array.from(samples, (_, i) => {
      const below = Math.floor(i / 3);
      return [below, below + (below % 2), below + 1][i % 3] ?? 0;
    });
    expect(halves).toEqual(expected);
    expect(encoded(samples.map((sample) => -sample)).halves).toEqual(expected.map((half) => half | 0x8000));
  });

  it.each([
    [65519, true, 0x7bff],
    [65520, false, 0x7c00],
    [-1e30, false, 0xfc00],
    [Infinity, true, 0x7c00],
    [NaN, true, 0x7e00],
    [2 ** -25, true, 0],
    [-1e-30, true, 0x8000],
  ])("%f fits: %s", (value, fits, half) => {
    expect(encoded(Float32Array.of(value))).toEqual({ halves: Uint16Array.of(half), fits });
  });

  it("reads and writes only its window", () => {
    const target = new Uint16Array(4).fill(7);
    encodeFloat16(new Uint32Array(Float32Array.of(1, 2, 3).buffer), 1, target, 2, 1);
    expect(target).toEqual(Uint16Array.of(7, 7, 0x4000, 7));
  });
});
